package io.millsight.runs;

import io.millsight.files.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A value for each of some settings: the value that was given, or the default. All values have been checked. Immutable. */
public final class SettingValues {

    private static final Logger LOG = LoggerFactory.getLogger(SettingValues.class);

    private final List<Setting<?>> settings;
    private final Map<String, Object> values; // by key, of the setting's type
    private final Map<String, String> texts; // by key, in the order of the settings

    private SettingValues(List<Setting<?>> settings, Map<String, Object> values, Map<String, String> texts) {
        this.settings = settings;
        this.values = values;
        this.texts = texts;
    }

    /**
     * Starts to collect values.
     *
     * @param settings all that exist, in the order in which they are written down
     */
    public static Builder of(List<Setting<?>> settings) {
        return new Builder(settings);
    }

    /**
     * Returns the value of a setting.
     *
     * @throws IllegalArgumentException if the setting is not one of those that these values were collected for
     */
    @SuppressWarnings("unchecked") // the builder puts a value that the setting of this key has parsed
    public <T> T get(Setting<T> setting) {
        Object value = values.get(setting.key());
        if (value == null) {
            throw new IllegalArgumentException(setting.key() + " is not a setting of this training");
        }
        return (T) value;
    }

    /** All values as texts by key, as a YAML file holds them. */
    public Map<String, String> texts() {
        return texts;
    }

    /**
     * Returns these values with some replaced.
     *
     * @param others by key, as texts
     * @throws InvalidSettingException if a key is not known, or a value is outside its limits
     */
    public SettingValues with(Map<String, String> others) {
        return of(settings).addTexts(texts).addTexts(others).build();
    }

    /**
     * Some values that were given together, such as those of a file.
     *
     * @param origin where they came from, which the message of an error begins with; may be empty
     * @param keys of the settings, in the order of the source
     */
    record Source(String origin, Set<String> keys) {}

    /** Collects values; a later value replaces an earlier one. Not for concurrent use. */
    public static final class Builder {

        /**
         * A value as text.
         *
         * @param name under which it was given
         * @param origin where it came from, which the message of an error begins with; may be empty
         */
        private record Given(String name, String text, String origin) {}

        private final List<Setting<?>> settings;
        private final Map<String, Setting<?>> byName = new HashMap<>(); // by key and by former keys
        private final Map<String, Setting<?>> byHint = new HashMap<>(); // by names of other programs
        private final Map<String, Given> given = new HashMap<>(); // by key
        private final Map<String, String> defaults = new HashMap<>(); // by key
        private final Set<String> typed = new LinkedHashSet<>(); // keys of values that are no texts
        private final List<Source> sources = new ArrayList<>();

        private Builder(List<Setting<?>> settings) {
            this.settings = List.copyOf(settings);
            for (Setting<?> setting : settings) {
                byName.put(setting.key(), setting);
                setting.formerKeys().forEach(former -> byName.put(former, setting));
                setting.aliases().forEach(alias -> byName.put(alias, setting));
                setting.hintedNames().forEach(hinted -> byHint.put(hinted, setting));
            }
        }

        /**
         * Sets a value.
         *
         * @throws InvalidSettingException if the value is outside the setting's limits, or the setting is not known here
         */
        public <T> Builder with(Setting<T> setting, T value) {
            named(setting.key(), "");
            given.put(setting.key(), new Given(setting.key(), setting.write(value), ""));
            typed.add(setting.key());
            return this;
        }

        /** Whether a value has been set. */
        public boolean isGiven(Setting<?> setting) {
            return given.containsKey(setting.key());
        }

        /**
         * Returns the value that a setting has so far: the one that was set, or the default.
         *
         * @throws InvalidSettingException if there is neither, or the value is outside its limits
         */
        public <T> T valueOf(Setting<T> setting) {
            Given value = value(setting);
            return setting.parse(value.text, value.origin);
        }

        /** Sets defaults by key, instead of the settings' own. Values that are set win, whenever they are set. */
        public Builder withDefaults(Map<String, String> texts) {
            texts.forEach((name, text) -> defaults.put(named(name, "").key(), text));
            return this;
        }

        /**
         * Adds the values of a YAML file. Lists and maps may be written as such.
         *
         * @throws InvalidSettingException naming the file, and the key if one is not known
         */
        public Builder addFile(Path file) {
            String origin = file + ": ";
            return addTexts(SettingsFile.read(file, key -> named(key, origin).shape()), origin);
        }

        /**
         * Adds values as texts by key, such as those of the command line.
         *
         * @throws InvalidSettingException if a key is not known, or a setting is given by its key and a former key
         */
        public Builder addTexts(Map<String, String> texts) {
            return addTexts(texts, "");
        }

        private Builder addTexts(Map<String, String> texts, String origin) {
            Set<String> keys = new LinkedHashSet<>();
            texts.forEach((name, text) -> {
                Setting<?> setting = named(name, origin);
                if (!keys.add(setting.key())) {
                    throw new InvalidSettingException(origin + setting.key() + " is given under two names; leave "
                            + String.join(" and ", otherNames(setting)) + " out");
                }
                given.put(setting.key(), new Given(name, text, origin));
            });
            sources.add(new Source(origin, keys));
            return this;
        }

        /** What was given so far, by where it came from. */
        List<Source> sources() {
            return Stream.concat(Stream.of(new Source("", typed)), sources.stream())
                    .toList();
        }

        private static List<String> otherNames(Setting<?> setting) {
            return Stream.concat(setting.aliases().stream(), setting.formerKeys().stream())
                    .toList();
        }

        /** Dashes and underscores are the same. */
        private Setting<?> named(String name, String origin) {
            Setting<?> setting = byName.get(name.replace('-', '_'));
            if (setting == null) {
                throw new InvalidSettingException(origin + name + " is not a setting" + suggestion(name));
            }
            return setting;
        }

        private String suggestion(String name) {
            Setting<?> hinted = byHint.get(name.replace('-', '_').toLowerCase(Locale.ROOT));
            if (hinted != null) {
                return "; it is called " + hinted.key() + " here" + choices(hinted);
            }
            return NearestName.to(name, settings.stream().map(Setting::key).toList())
                    .map(nearest -> "; did you mean " + nearest + "?")
                    .orElse("; `millsight train --help` lists them all");
        }

        private static String choices(Setting<?> setting) {
            boolean flag = setting.label().equals("true|false");
            return flag || !setting.label().contains("|")
                    ? ""
                    : ": " + setting.label().replace("|", ", ");
        }

        /**
         * Checks all values.
         *
         * @throws InvalidSettingException naming the first setting that is missing or has a value outside its limits
         */
        public SettingValues build() {
            Map<String, Object> values = new HashMap<>();
            Map<String, String> texts = new LinkedHashMap<>();
            for (Setting<?> setting : settings) {
                Given value = value(setting);
                warnOfFormerName(setting, value);
                values.put(setting.key(), Objects.requireNonNull(setting.parse(value.text, value.origin)));
                texts.put(setting.key(), value.text);
            }
            return new SettingValues(settings, values, Collections.unmodifiableMap(texts));
        }

        private static void warnOfFormerName(Setting<?> setting, Given value) {
            if (setting.formerKeys().contains(value.name.replace('-', '_'))) {
                LOG.warn(
                        "{}{} is called {} now; rename it, the next version does not read the old name",
                        value.origin,
                        value.name,
                        setting.key());
            }
        }

        private Given value(Setting<?> setting) {
            Given value = given.get(setting.key());
            if (value != null) {
                return value;
            }
            String preset = defaults.get(setting.key());
            String text = preset == null ? setting.defaultText() : preset;
            if (text == null) {
                throw new InvalidSettingException(setting.key() + " has to be given: " + setting.help());
            }
            return new Given(setting.key(), text, "");
        }
    }
}
