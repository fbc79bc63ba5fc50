package io.millsight.cli.option;

import io.millsight.experiment.training.Training;
import io.millsight.runs.Setting;
import io.millsight.runs.SettingGroup;
import io.millsight.tuning.Preset;
import io.millsight.tuning.TrainingSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The settings of a training as options of a command, in groups. Their names and help are those of {@link TrainingSettings#groups}. */
public final class TrainingOptions {

    private final CommandSpec spec;

    private TrainingOptions(CommandSpec spec) {
        this.spec = spec;
    }

    /** Adds an option for each setting to a command. */
    public static TrainingOptions addTo(CommandSpec spec) {
        int order = 1;
        for (SettingGroup group : Training.allGroups()) {
            ArgGroupSpec.Builder options = ArgGroupSpec.builder()
                    .heading("%n" + group.title() + ":%n")
                    .exclusive(false)
                    .validate(false)
                    .order(order++);
            group.settings().forEach(setting -> options.addArg(shown(setting)));
            spec.addArgGroup(options.build());
        }
        settings().forEach(setting -> addHidden(spec, setting));
        return new TrainingOptions(spec);
    }

    private static OptionSpec shown(Setting<?> setting) {
        return option(setting, setting.key())
                .paramLabel(setting.label())
                .description(setting.help().replace("%", "%%") + defaults(setting))
                .build();
    }

    /** Flags may stand without a value, which then is true. */
    private static OptionSpec.Builder option(Setting<?> setting, String name) {
        OptionSpec.Builder option = OptionSpec.builder("--" + name).type(String.class);
        return setting.label().equals("true|false") ? option.arity("0..1").fallbackValue("true") : option.arity("1");
    }

    /**
     * Names of other programs and of the version before are read, or answered with the name that is meant. A name may be that of another method's
     * setting, too.
     */
    private static void addHidden(CommandSpec spec, Setting<?> setting) {
        otherNames(setting)
                .filter(name -> spec.findOption("--" + name) == null)
                .forEach(name ->
                        spec.addOption(option(setting, name).hidden(true).build()));
    }

    private static Stream<String> otherNames(Setting<?> setting) {
        return Stream.of(setting.aliases(), setting.formerKeys(), setting.hintedNames())
                .flatMap(List::stream);
    }

    private static String defaults(Setting<?> setting) {
        String nano = Preset.NANO.value(setting);
        String own = setting.equals(TrainingSettings.MODEL) ? DefaultModel.BASE_WORDS : setting.defaultText();
        if (own == null || (own.isEmpty() && nano == null)) {
            return "";
        }
        return " [" + own + (nano == null ? "" : "; nano: " + nano) + "]";
    }

    private static List<Setting<?>> settings() {
        return Training.allGroups().stream()
                .<Setting<?>>flatMap(group -> group.settings().stream())
                .toList();
    }

    /** The values that were given, by the names under which they were given. */
    public Map<String, String> given() {
        Map<String, String> given = new LinkedHashMap<>();
        for (Setting<?> setting : settings()) {
            Stream.concat(Stream.of(setting.key()), otherNames(setting)).forEach(name -> {
                @Nullable String value = spec.findOption("--" + name).getValue();
                if (value != null) {
                    given.put(name, value);
                }
            });
        }
        return given;
    }
}
