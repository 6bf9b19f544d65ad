"""What there is: the pages as files, the navigation, the bibliography, the results of experiments."""
