package io.millsight.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code millsight data}, of which only the subcommands do something. */
@Command(
        name = "data",
        description = {
            "Checks, splits, converts, shows and draws datasets.",
            "A dataset is a folder of images with annotations in Pascal VOC, COCO, YOLO or JSONL form. The form is recognised from the files."
        },
        subcommands = {
            DataCheckCommand.class,
            DataSplitCommand.class,
            DataConvertCommand.class,
            DataShowCommand.class,
            DataSynthCommand.class
        },
        footer = {
            "",
            "Examples, from a folder of images to a first training:",
            "  millsight data check my-steel",
            "  millsight data show my-steel --out sheet.png",
            "  millsight data split my-steel",
            "  millsight train --data my-steel --out runs/first"
        })
public final class DataCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli fills the field
    public DataCommand() {}

    /** Without a subcommand there is nothing to do but to help. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
