/**
 * Asks while a slider moves: one question at a time, and of all that was wanted meanwhile only the last one, so that
 * the answers follow the slider however slow the line is.
 *
 * @param {(question: any) => Promise<any>} ask
 * @param {(answer: any) => void} onAnswer
 * @param {(error: any) => void} onError
 */
export function createLive(ask, onAnswer, onError) {
  let running = false;
  let wanted = null;

  async function run() {
    running = true;
    while (wanted) {
      const { question } = wanted;
      wanted = null;
      try {
        onAnswer(await ask(question));
      } catch (error) {
        onError(error);
      }
    }
    running = false;
  }

  return (question) => {
    wanted = { question };
    return running ? undefined : run();
  };
}
