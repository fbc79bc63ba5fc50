package io.millsight.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millsight.cli.CommandLineRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {

    @TempDir
    Path place;

    @Test
    void refusesWhatItCannotDo() {
        assertThat(CommandLineRun.of("serve", "--port", 70_000).err())
                .contains("--port 70000: give a number from 0 to 65535");
        assertThat(CommandLineRun.of("serve", "--batch-size", 4).err())
                .contains("--batch-size: the service batches the images that wait by itself; leave the option out");
        assertThat(CommandLineRun.of("serve", "--keep", 5).err())
                .contains("--keep 5 and --keep-clean 7: give days, at least 1, and --keep not less than --keep-clean");
        assertThat(CommandLineRun.of("serve", "--host", "no such host").err())
                .contains("--host no such host: there is no such address");
        assertThat(CommandLineRun.of("serve", "--tls-password", place).err())
                .contains("--tls-key, --tls-password: give --tls-cert FILE, too");
        assertThat(CommandLineRun.of("serve", "--label-studio", "labels.example")
                        .err())
                .contains("--label-studio labels.example: give an address such as https://labels.example");
        assertThat(CommandLineRun.of("serve", "--label-studio-token", place).err())
                .contains("--label-studio-token: give --label-studio URL, too");
        assertThat(CommandLineRun.of("serve", "--webhook", "http://a.example", "--webhook-on", "bad")
                        .err())
                .contains("--webhook-on bad: the words are pass, hold, reject, defects, clean, undetermined");
    }

    @Test
    void endsWhenTheModelIsMissing() {
        CommandLineRun run =
                CommandLineRun.of("serve", "--port", 0, "--data-dir", place.resolve("data"), "--model", place);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(place.toString());
    }
}
