package io.millsight.cli.option;

import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;

/** Accepts dashes and underscores alike in the names of options: {@code --batch_size} for {@code --batch-size} and the other way round. */
public final class OptionNames {

    private static final String LONG = "--";

    private OptionNames() {}

    /**
     * Returns arguments in which options have the names that their command knows.
     *
     * @param program the command line with its commands
     */
    public static String[] resolve(CommandLine program, String... arguments) {
        String[] resolved = arguments.clone();
        CommandLine command = program;
        for (int i = 0; i < resolved.length && !resolved[i].equals(LONG); i++) {
            CommandLine subcommand = command.getSubcommands().get(resolved[i]);
            if (subcommand != null) {
                command = subcommand;
            } else if (resolved[i].startsWith(LONG)) {
                resolved[i] = resolve(command, resolved[i]);
            }
        }
        return resolved;
    }

    private static String resolve(CommandLine command, String argument) {
        int end = argument.indexOf('=');
        String name = end < 0 ? argument : argument.substring(0, end);
        if (command.getCommandSpec().findOption(name) != null) {
            return argument;
        }
        return known(command, name)
                .map(known -> known + argument.substring(name.length()))
                .orElse(argument);
    }

    private static Optional<String> known(CommandLine command, String name) {
        return command.getCommandSpec().options().stream()
                .flatMap(option -> Arrays.stream(option.names()))
                .filter(known -> known.startsWith(LONG) && same(known).equals(same(name)))
                .findFirst();
    }

    private static String same(String name) {
        return name.substring(LONG.length()).replace('_', '-');
    }
}
