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
            "Checks, divides, converts, shows and draws folders of annotated images.",
            "Pascal VOC, COCO, YOLO and conversations (JSONL) are read; the format is recognised by what lies in the folder."
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
            "From a folder to training:",
            "  millsight data check my-steel                       is anything wrong with it?",
            "  millsight data show my-steel --out sheet.png        do the boxes lie where the defects are?",
            "  millsight data split my-steel                       which images are for training, which for measuring?",
            "  millsight train --model nano --data my-steel --out runs/first"
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
