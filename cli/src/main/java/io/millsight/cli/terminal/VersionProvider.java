package io.millsight.cli.terminal;

import io.millsight.experiment.report.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/** Answers {@code --version}. */
public final class VersionProvider implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String commit =
                ProgramVersion.commit().map(hash -> " (commit " + hash + ")").orElse("");
        return new String[] {"Millsight " + ProgramVersion.current() + commit};
    }
}
