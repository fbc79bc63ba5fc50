package io.millsight.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrowserTest {

    @Test
    void aBrowserIsStartedAsTheSystemWantsIt() {
        Path page = Path.of("a page.html").toAbsolutePath();
        String address = page.toUri().toString();

        assertThat(address).contains("a%20page.html");
        assertThat(Browser.command("Mac OS X", Map.of(), page)).isEqualTo(List.of("open", address));
        assertThat(Browser.command("Windows 11", Map.of(), page)).contains("url.dll,FileProtocolHandler", address);
        assertThat(Browser.command("Linux", Map.of("DISPLAY", ":0"), page)).isEqualTo(List.of("xdg-open", address));
        assertThat(Browser.command("Linux", Map.of(), page)).isEmpty();
    }
}
