package io.millsight.hub;

import io.millsight.files.MessageText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a model on a hub, for example {@code Qwen/Qwen2.5-VL-3B-Instruct}.
 *
 * @param owner person or organisation
 * @param name of the model; also the name of its folder
 */
public record ModelId(String owner, String name) {

    private static final String PART = "([A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?)";
    private static final Pattern FORM = Pattern.compile(PART + "/" + PART);

    /**
     * Reads the form {@code owner/name}.
     *
     * @throws HubException if the text has another form
     */
    public static ModelId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches() || text.contains("..")) {
            throw new HubException(MessageText.quote(text)
                    + " is not the name of a model; give owner/name, for example Qwen/Qwen2.5-VL-3B-Instruct");
        }
        return new ModelId(matcher.group(1), matcher.group(2));
    }

    @Override
    public String toString() {
        return owner + "/" + name;
    }
}
