package io.millsight.runs;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The methods that a user can choose between, and the settings that belong to each. Immutable.
 *
 * <p>A setting of another method is a mistake if a user gives it: a run with {@code --method full --lora_rank 8} would silently be another than the
 * user thinks. A list of all settings of a method is no mistake. {@code --print-config} and the settings.yaml of a run are such lists, and a user may
 * change the method in them.
 */
public final class TrainingMethods {

    /** The key of the setting that names the method. */
    public static final String KEY = "method";

    private final List<TrainingMethod> methods;

    /**
     * Creates the choice.
     *
     * @param methods the first is the default
     */
    public TrainingMethods(List<TrainingMethod> methods) {
        this.methods = List.copyOf(methods);
    }

    /** All methods, the default first. */
    public List<TrainingMethod> all() {
        return methods;
    }

    /**
     * The setting that names the method.
     *
     * @param help the meaning in one line
     */
    public Setting<String> setting(String help) {
        List<String> names = methods.stream().map(TrainingMethod::name).toList();
        return named(Setting.oneOf(KEY, names.get(0), names, help));
    }

    /** Returns a setting of methods with the names that other programs give it. */
    public static <T> Setting<T> named(Setting<T> method) {
        return method.alsoCalled("finetuning_type")
                .hintedBy("tuner_type", "train_type", "peft_type", "stage", "use_dora");
    }

    /**
     * Finds out which method a user chose, and that all given settings belong to it.
     *
     * @param file YAML; null for none
     * @param overrides by key, from the command line
     * @return the name of the method
     * @throws InvalidSettingException if the method or a key is not known, or a setting belongs to other methods
     */
    public String choose(@Nullable Path file, Map<String, String> overrides) {
        Setting<String> chosen = setting("");
        Map<String, Setting<?>> settings = new LinkedHashMap<>();
        settings.put(KEY, chosen);
        methods.forEach(method -> method.settings().forEach(setting -> settings.putIfAbsent(setting.key(), setting)));
        SettingValues.Builder values = SettingValues.of(List.copyOf(settings.values()));
        if (file != null) {
            values.addFile(file);
        }
        values.addTexts(overrides);
        String name = values.valueOf(chosen);
        requireOwn(name, values);
        return name;
    }

    /**
     * Refuses settings of other methods.
     *
     * @param name of the chosen method
     * @param given by a user
     * @throws InvalidSettingException naming the setting and its methods
     */
    public void requireOwn(String name, SettingValues.Builder given) {
        TrainingMethod chosen = method(name);
        for (SettingValues.Source source : given.sources()) {
            for (String key : source.keys()) {
                if (!key.equals(KEY) && !chosen.has(key)) {
                    requireListed(source, key, chosen);
                }
            }
        }
    }

    private TrainingMethod method(String name) {
        return methods.stream()
                .filter(method -> method.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " is not one of the methods"));
    }

    private void requireListed(SettingValues.Source source, String key, TrainingMethod chosen) {
        List<TrainingMethod> owners =
                methods.stream().filter(method -> method.has(key)).toList();
        if (!owners.isEmpty() && owners.stream().noneMatch(owner -> isListed(owner, chosen, source.keys()))) {
            List<String> names = owners.stream().map(TrainingMethod::name).toList();
            throw new InvalidSettingException(source.origin() + key + " belongs to " + enumerated(names)
                    + ", but the method is " + chosen.name() + "; leave it out or choose --" + KEY + " "
                    + names.get(0));
        }
    }

    /** Whether the keys are a list of the settings that a method has and the chosen one has not. A single setting is no list. */
    private static boolean isListed(TrainingMethod method, TrainingMethod chosen, Set<String> keys) {
        List<String> others = method.settings().stream()
                .map(Setting::key)
                .filter(key -> !chosen.has(key))
                .toList();
        return others.size() > 1 && keys.containsAll(others);
    }

    private static String enumerated(List<String> names) {
        int last = names.size() - 1;
        return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }
}
