package io.millsight.runs;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** Writes settings as a YAML file that explains itself: a comment above each value. */
public final class SettingsTemplate {

    /** A text that YAML reads as itself, or as a number of the same digits. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./+-][A-Za-z0-9_./+=,-]*");

    private static final int WIDTH = 78;

    private SettingsTemplate() {}

    /**
     * Returns the text of the file.
     *
     * @param groups of settings
     * @param texts the value of each setting by key
     */
    public static String of(List<SettingGroup> groups, Map<String, String> texts) {
        StringBuilder yaml = new StringBuilder();
        for (SettingGroup group : groups) {
            yaml.append("\n# ---- ").append(group.title()).append(" ----\n");
            for (Setting<?> setting : group.settings()) {
                yaml.append('\n');
                appendComment(yaml, setting.help() + choices(setting));
                yaml.append(setting.key())
                        .append(": ")
                        .append(value(texts.getOrDefault(setting.key(), "")))
                        .append('\n');
            }
        }
        return yaml.toString();
    }

    private static String choices(Setting<?> setting) {
        return setting.label().contains("|") ? " (" + setting.label().replace("|", ", ") + ")" : "";
    }

    private static void appendComment(StringBuilder yaml, String text) {
        StringBuilder line = new StringBuilder("#");
        for (String word : text.split(" ", -1)) {
            if (line.length() + 1 + word.length() > WIDTH) {
                yaml.append(line).append('\n');
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        yaml.append(line).append('\n');
    }

    /** A text in JSON's quotation marks is YAML, too. */
    private static String value(String text) {
        return PLAIN.matcher(text).matches() ? text : JsonMapper.shared().writeValueAsString(text);
    }
}
