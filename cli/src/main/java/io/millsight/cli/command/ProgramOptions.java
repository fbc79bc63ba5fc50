package io.millsight.cli.command;

import io.millsight.service.ClientSettings;
import io.millsight.service.labelstudio.LabelStudioSettings;
import io.millsight.service.webhook.WebhookPace;
import io.millsight.service.webhook.WebhookSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The programs that {@code serve} works with beside those that ask it. */
final class ProgramOptions {

    private static final String LABEL_STUDIO_TOKEN = "MILLSIGHT_LABEL_STUDIO_TOKEN";

    private static final String WEBHOOK_SECRET = "MILLSIGHT_WEBHOOK_SECRET";
    private static final List<String> WORDS = List.of("pass", "hold", "reject", "defects", "clean", "undetermined");

    @Option(
            names = "--label-studio",
            paramLabel = "URL",
            order = 1,
            description = "The Label Studio whose uploads may be fetched (default: none).")
    private @Nullable URI labelStudio;

    @Option(
            names = "--label-studio-token",
            paramLabel = "FILE",
            order = 2,
            description = "A file with its access token (default: the variable " + LABEL_STUDIO_TOKEN + ").")
    private @Nullable Path labelStudioToken;

    @Option(
            names = "--watch",
            paramLabel = "DIR",
            order = 3,
            description = "A folder whose new images are inspected (default: none).")
    private @Nullable Path watched;

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            order = 4,
            description = "An address that is told of inspections (default: none).")
    private @Nullable URI webhook;

    @Option(
            names = "--webhook-secret",
            paramLabel = "FILE",
            order = 5,
            description = "A file with the secret that signs them (default: the variable " + WEBHOOK_SECRET + ").")
    private @Nullable Path webhookSecret;

    @Option(
            names = "--webhook-on",
            paramLabel = "WORDS",
            split = ",",
            order = 6,
            description = "Which: pass, hold, reject, defects, clean, undetermined (default: hold,reject).")
    private @Nullable Set<String> webhookOn;

    /**
     * Returns what the options say.
     *
     * @throws ParameterException if an address or a file cannot be used
     */
    ClientSettings settings(CommandSpec command) {
        if (labelStudio == null && labelStudioToken != null) {
            throw new ParameterException(command.commandLine(), "--label-studio-token: give --label-studio URL, too");
        }
        if (webhook == null && (webhookSecret != null || webhookOn != null)) {
            throw new ParameterException(
                    command.commandLine(), "--webhook-secret, --webhook-on: give --webhook URL, too");
        }
        return new ClientSettings(
                labelStudio == null
                        ? null
                        : new LabelStudioSettings(
                                address(command, "--label-studio", labelStudio),
                                SecretFile.read(command, "--label-studio-token", labelStudioToken, LABEL_STUDIO_TOKEN)),
                watched,
                webhook == null ? null : webhook(command, webhook));
    }

    private WebhookSettings webhook(CommandSpec command, URI address) {
        Set<String> wanted = webhookOn == null ? Set.of("hold", "reject") : webhookOn;
        for (String word : wanted) {
            if (!WORDS.contains(word)) {
                throw new ParameterException(
                        command.commandLine(), "--webhook-on " + word + ": the words are " + String.join(", ", WORDS));
            }
        }
        return new WebhookSettings(
                address(command, "--webhook", address),
                SecretFile.read(command, "--webhook-secret", webhookSecret, WEBHOOK_SECRET),
                wanted,
                WebhookPace.USUAL);
    }

    private static URI address(CommandSpec command, String option, URI address) {
        String scheme = String.valueOf(address.getScheme());
        if ((!scheme.equals("http") && !scheme.equals("https"))
                || address.getHost() == null
                || address.getUserInfo() != null
                || address.getFragment() != null) {
            throw new ParameterException(
                    command.commandLine(), option + " " + address + ": give an address such as https://labels.example");
        }
        return address;
    }
}
