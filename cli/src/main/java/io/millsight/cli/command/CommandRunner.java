package io.millsight.cli.command;

import java.io.PrintWriter;

/** Runs a whole command line; the program's root command does. */
public interface CommandRunner {

    /**
     * Runs a command line as if the program were started with it.
     *
     * @return the exit code; what went wrong has been printed then
     */
    int run(PrintWriter out, PrintWriter err, String... arguments);
}
