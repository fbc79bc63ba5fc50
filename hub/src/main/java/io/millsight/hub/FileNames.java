package io.millsight.hub;

import io.millsight.files.MessageText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** Refuses names in a list that could leave the folder, or that mean something else on another system. */
final class FileNames {

    private static final int LONGEST = 200;

    /** Names of devices in Windows, with any extension. */
    private static final Pattern DEVICE = Pattern.compile(
            "(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3]) *(\\..*)?",
            Pattern.CASE_INSENSITIVE);

    /** Characters that end or redirect a name in Windows. */
    private static final Pattern FORBIDDEN = Pattern.compile("[:*?\"<>|]");

    private static final Pattern DRIVE = Pattern.compile("[A-Za-z]:");

    private FileNames() {}

    /**
     * Checks that a path stays inside the folder. All paths of a list are checked, also those that are left out: a list with such a path is not
     * honest.
     *
     * @throws HubException if it is absolute, contains {@code ..}, a backslash, a drive letter or a control character
     */
    static void requireInside(ModelId model, String path) {
        boolean leaves = path.startsWith("/")
                || path.contains("\\")
                || DRIVE.matcher(path).lookingAt()
                || List.of(path.split("/", -1)).contains("..")
                || !MessageText.printable(path).equals(path);
        if (leaves) {
            throw unsafe(model, path);
        }
    }

    /**
     * Checks that a plain name means an ordinary file on every system.
     *
     * @throws HubException if it is too long, is that of a device, or holds characters that Windows does not allow
     */
    static void requirePortable(ModelId model, String name) {
        boolean portable = !name.endsWith(" ")
                && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST
                && !FORBIDDEN.matcher(name).find()
                && !DEVICE.matcher(name).matches();
        if (!portable) {
            throw unsafe(model, name);
        }
    }

    private static HubException unsafe(ModelId model, String path) {
        return new HubException(model + ": the hub lists a file " + MessageText.quote(path)
                + ", whose name is unsafe; nothing was downloaded. Do not use this model");
    }
}
