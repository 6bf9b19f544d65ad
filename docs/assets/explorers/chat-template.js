/** What SmolLM2 reads of a conversation: ChatML, as its chat template writes it. */

/**
 * @param {string} system the system prompt
 * @param {{text: string, said: string}[]} earlier what was asked and answered before
 * @param {string} text what is asked now
 */
export function chatTemplate(system, earlier, text) {
  const messages = [["system", system], ...earlier.flatMap((one) => [["user", one.text], ["assistant", one.said]]), ["user", text]];
  return `${messages.map(([role, content]) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join("")}<|im_start|>assistant\n`;
}
