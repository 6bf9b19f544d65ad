"""The content as files: pages, navigation, bibliography, results of experiments."""
