package io.millsight.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What the whole program did with some arguments, in this process.
 *
 * @param exitCode as the shell would see it
 * @param out standard output
 * @param err standard error
 */
public record CommandLineRun(int exitCode, String out, String err) {

    public static CommandLineRun of(Object... arguments) {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = new Main(new PrintWriter(out, true), new PrintWriter(err, true)).run(texts);
        return new CommandLineRun(exitCode, out.toString(), err.toString());
    }
}
