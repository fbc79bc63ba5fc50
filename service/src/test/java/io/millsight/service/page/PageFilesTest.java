package io.millsight.service.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What can be said of the page's files without a browser. */
class PageFilesTest {

    private static final Pattern IMPORT = Pattern.compile("(?:from|import) '([^']+)'");
    private static final Pattern RESOURCE = Pattern.compile("(?:src|href)=\"/page/([^\"]+)\"");
    private static final Pattern FOREIGN_ADDRESS = Pattern.compile("(?:https?:)?//[a-z0-9-]+\\.[a-z]{2,}[^\\s'\"]*");

    private final Path page;

    PageFilesTest() throws URISyntaxException {
        page = Path.of(PageFilesTest.class
                        .getResource("/io/millsight/service/page/index.html")
                        .toURI())
                .getParent();
    }

    @Test
    void theVendoredModulesAreThoseThatWereChecked() throws IOException, NoSuchAlgorithmException {
        List<String> listed = new ArrayList<>();
        for (String line : Files.readAllLines(page.resolve("vendor/SHA256SUMS"))) {
            String[] parts = line.split(" {2}", 2);
            byte[] content = Files.readAllBytes(page.resolve("vendor").resolve(parts[1]));
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(content)))
                    .as(parts[1])
                    .isEqualTo(parts[0]);
            listed.add(parts[1]);
        }
        assertThat(listed).contains("preact.js", "htm.js", "signals-core.js");
        assertThat(files("vendor", "").map(file -> file.getFileName().toString()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(listed.stream(), Stream.of("SHA256SUMS")).toList());
    }

    @Test
    void everyVendoredModuleHasItsLicence() throws IOException {
        assertThat(files("vendor", ".js"))
                .isNotEmpty()
                .allSatisfy(module -> assertThat(module.resolveSibling(module.getFileName() + ".LICENSE"))
                        .isNotEmptyFile());
    }

    @Test
    void everyImportedModuleExists() throws IOException {
        for (Path module : files("", ".js").toList()) {
            for (String imported : matches(IMPORT, Files.readString(module))) {
                assertThat(module.resolveSibling(imported))
                        .as("%s, imported by %s", imported, page.relativize(module))
                        .exists();
            }
        }
    }

    @Test
    void everyFileThatIndexNamesExists() throws IOException {
        List<String> named = matches(RESOURCE, Files.readString(page.resolve("index.html")));
        assertThat(named)
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page.resolve(name)).exists());
    }

    @Test
    void indexHasNoInlineScriptAndNoInlineStyle() throws IOException {
        assertThat(Files.readString(page.resolve("index.html")))
                .doesNotContainPattern("<script(?![^>]*src=)")
                .doesNotContain("<style", "style=", "javascript:")
                .doesNotContainPattern("\\son[a-z]+=");
    }

    @Test
    void ownFilesNameNothingOnTheNetwork() throws IOException {
        for (Path file :
                Stream.of(".js", ".css", ".html").flatMap(this::ownFiles).toList()) {
            assertThat(matches(FOREIGN_ADDRESS, Files.readString(file)))
                    .as(file.toString())
                    .isEmpty();
        }
    }

    private Stream<Path> ownFiles(String extension) {
        try {
            return files("", extension).filter(file -> !file.startsWith(page.resolve("vendor")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<Path> files(String folder, String extension) throws IOException {
        try (Stream<Path> all = Files.walk(page.resolve(folder))) {
            return all
                    .filter(Files::isRegularFile)
                    .filter(file -> file.toString().endsWith(extension))
                    .toList()
                    .stream();
        }
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(result -> result.groupCount() == 0 ? result.group() : result.group(1))
                .toList();
    }
}
