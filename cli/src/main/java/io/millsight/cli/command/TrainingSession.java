package io.millsight.cli.command;

import io.millsight.cli.output.TrainingResult;
import io.millsight.cli.terminal.Failures;
import io.millsight.cli.terminal.TrainingDisplay;
import io.millsight.files.MessageText;
import io.millsight.files.ShutdownGuard;
import io.millsight.runs.Run;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Trains a run in front of a user. A signal to end the program lets the run save first.
 *
 * @param err takes all messages
 * @param goOn says how to go on after an interruption
 */
record TrainingSession(PrintWriter err, String goOn) {

    /** Trains to the end. Returns false after an interruption. */
    boolean train(Run run, TrainingDisplay display) {
        summarize(run);
        display.begin(run);
        AtomicBoolean asked = new AtomicBoolean();
        try (ShutdownGuard guard = ShutdownGuard.finish(() -> {
            asked.set(true);
            run.interrupt();
        })) {
            return train(run, display, asked);
        }
    }

    private void summarize(Run run) {
        run.notices().forEach(notice -> err.println("millsight: " + MessageText.oneLine(notice)));
        err.printf(
                Locale.ROOT,
                "trainable params: %,d || all params: %,d || trainable%%: %.4f (%d tensors)%n",
                run.trainableParameters(),
                run.allParameters(),
                100.0 * run.trainableParameters() / run.allParameters(),
                run.trainableTensors());
    }

    private boolean train(Run run, TrainingDisplay display, AtomicBoolean asked) {
        try {
            boolean finished = run.run();
            display.close(); // before the last words
            err.println(finished ? new TrainingResult(run).text() : "interrupted and saved; go on with: " + goOn);
            return finished;
        } catch (RuntimeException e) {
            if (!asked.get()) {
                throw e;
            }
            Failures.report(e, err, false); // now, since the program ends as soon as this is left
            return false;
        }
    }
}
