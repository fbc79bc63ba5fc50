package io.millsight.cli.terminal;

import io.millsight.experiment.report.ProgramVersion;
import picocli.CommandLine.IVersionProvider;

/** Answers {@code --version}. */
public final class VersionProvider implements IVersionProvider {

    @Override
    public String[] getVersion() {
        return new String[] {"Millsight " + ProgramVersion.current()};
    }
}
