package io.millsight.cli.terminal;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The form of every help text: 80 columns, a synopsis of one line, and the options of all commands on the page of the program only. Examples begin
 * with the program's name as it was typed, such as {@code ./millsight}, so that they can be pasted.
 */
public final class HelpFormat {

    /** The name under which the program was started, from the launcher. */
    private static final String NAME_PROPERTY = "millsight.name";

    private static final String NAME = "millsight";
    private static final int WIDTH = 80;

    private HelpFormat() {}

    /** Formats the help of a program and of all its commands. Must be called after the commands were added. */
    public static void apply(CommandLine program) {
        program.setCommandName(System.getProperty(NAME_PROPERTY, NAME));
        program.setUsageHelpWidth(WIDTH);
        Map<String, IHelpSectionRenderer> sections = program.getHelpSectionMap();
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, HelpFormat::synopsis);
        sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, HelpFormat::options);
        sections.put(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING, onTopOnly(Help::exitCodeListHeading));
        sections.put(UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST, onTopOnly(Help::exitCodeList));
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpFormat::footer);
        program.setHelpSectionMap(sections);
    }

    private interface Section {
        String render(Help help);
    }

    private static IHelpSectionRenderer onTopOnly(Section section) {
        return help -> isTop(help.commandSpec()) ? section.render(help) : "";
    }

    private static boolean isTop(CommandSpec command) {
        return command.parent() == null;
    }

    /** Names what has to be given; all other options are listed below it. */
    private static String synopsis(Help help) {
        CommandSpec command = help.commandSpec();
        String required = command.options().stream()
                .filter(option -> option.required() && option.group() == null)
                .map(option -> " " + option.longestName() + "=" + option.paramLabel())
                .collect(Collectors.joining());
        String positional = command.positionalParameters().stream()
                .map(parameter -> " " + label(parameter))
                .collect(Collectors.joining());
        String subcommand = command.subcommands().isEmpty() ? "" : " COMMAND";
        return command.qualifiedName() + required + " [OPTIONS]" + positional + subcommand + System.lineSeparator();
    }

    private static String label(ArgSpec parameter) {
        String label = parameter.paramLabel();
        String repeated = parameter.arity().isVariable() ? label + "..." : label;
        return parameter.arity().min() == 0 ? "[" + repeated + "]" : repeated;
    }

    private static String options(Help help) {
        List<OptionSpec> grouped = help.commandSpec().argGroups().stream()
                .flatMap(group -> group.allOptionsNested().stream())
                .toList();
        List<OptionSpec> own = help.commandSpec().options().stream()
                .filter(option -> isTop(help.commandSpec()) || (!option.inherited() && !isStandard(option)))
                .filter(option -> !option.hidden() && !grouped.contains(option))
                .toList();
        return help.optionListExcludingGroups(own) + help.optionListGroupSections();
    }

    private static boolean isStandard(OptionSpec option) {
        return option.usageHelp() || option.versionHelp();
    }

    private static String footer(Help help) {
        String name = System.getProperty(NAME_PROPERTY, NAME);
        String examples = Stream.of(help.commandSpec().usageMessage().footer())
                .map(line ->
                        line.startsWith("  " + NAME + " ") ? "  " + name + line.substring(2 + NAME.length()) : line)
                .map(line -> line + System.lineSeparator())
                .collect(Collectors.joining());
        String further = System.lineSeparator() + "Options of every command and exit codes: " + name + " --help"
                + System.lineSeparator();
        return isTop(help.commandSpec()) ? examples : examples + further;
    }
}
