package io.millsight.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.files.ProcessLock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads from hubs on this machine that fail in the ways of real ones. */
@Timeout(120)
class ModelDownloadTest {

    private static final int SHARD = 40_000;
    private static final Pace FAST =
            new Pace(4_096, 4, 8, Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofSeconds(2));

    @TempDir
    Path place;

    private LocalHub hub;
    private Path target;

    @BeforeEach
    void start() throws IOException {
        hub = new LocalHub().withThreeShards(SHARD);
        target = place.resolve("tiny");
    }

    @AfterEach
    void stop() {
        hub.close();
    }

    private ModelDownload download() {
        return download(Hub.HUGGING_FACE, Map.of());
    }

    private ModelDownload download(Hub kind, Map<String, String> environment) {
        return ModelDownload.of(kind, ModelId.parse(LocalHub.MODEL))
                .endpoint(hub.endpoint())
                .in(new ModelDownload.Surroundings(environment, FAST));
    }

    private void assertComplete() throws IOException {
        for (Map.Entry<String, byte[]> file : hub.files().entrySet()) {
            assertThat(target.resolve(file.getKey())).hasBinaryContent(file.getValue());
        }
        try (Stream<Path> present = Files.list(place)) {
            assertThat(present).containsExactly(target);
        }
    }

    private static HubException refusal(ModelDownload download, Path folder) {
        try {
            download.run(folder, DownloadListener.NONE);
        } catch (HubException e) {
            assertThat(e.getMessage()).doesNotContain("\n");
            return e;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("nothing was refused");
    }

    // ---- what arrives

    @ParameterizedTest
    @EnumSource
    void aFolderOfThreeShardsArrivesByteForByte(Hub kind) throws IOException {
        hub.rangeStatus(kind == Hub.MODELSCOPE ? 200 : 206);
        DownloadResult result = download(kind, Map.of()).run(target, DownloadListener.NONE);

        assertComplete();
        assertThat(result.fresh()).isTrue();
        assertThat(result.commit()).isEqualTo(LocalHub.COMMIT);
        assertThat(result.files()).isEqualTo(5);
        assertThat(hub.sent()).isEqualTo(result.bytes());
        assertThat(Files.readString(target.resolve(SourceRecord.FILE)))
                .contains(
                        LocalHub.MODEL, LocalHub.COMMIT, LocalHub.sha256(hub.file("model-00001-of-00003.safetensors")));
    }

    @Test
    void aCompleteFolderIsUpToDateAndNothingIsSentAgain() throws IOException {
        download().run(target, DownloadListener.NONE);
        long before = hub.sent();

        DownloadResult again = download().run(target, DownloadListener.NONE);

        assertThat(again.fresh()).isFalse();
        assertThat(hub.sent()).isEqualTo(before);
        Files.delete(target.resolve("merges.txt"));
        assertThat(refusal(download(), target))
                .hasMessageContaining("merges.txt is missing")
                .hasMessageContaining("run");
    }

    @Test
    void aFileWithoutBytesArrives() throws IOException {
        hub.with("empty.txt", new byte[0]);

        download().run(target, DownloadListener.NONE);

        assertComplete();
    }

    @Test
    void onlyFilesOfAModelFolderAreTaken() throws IOException {
        for (String name : List.of(
                "modeling.py", "pytorch_model.bin", "weights.pth", ".gitattributes", "run.sh", "sub/config.json")) {
            hub.with(name, new byte[] {1});
        }
        hub.with("chat_template.jinja", new byte[] {2})
                .with("LICENSE", new byte[] {3})
                .with("README.md", new byte[] {4});
        List<String> messages = new ArrayList<>();

        download().run(target, new DownloadListener() {
            @Override
            public void message(String message) {
                messages.add(message);
            }
        });

        try (Stream<Path> present = Files.list(target)) {
            assertThat(present.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "config.json",
                            "merges.txt",
                            "model-00001-of-00003.safetensors",
                            "model-00002-of-00003.safetensors",
                            "model-00003-of-00003.safetensors",
                            "chat_template.jinja",
                            "LICENSE",
                            "README.md",
                            SourceRecord.FILE);
        }
        assertThat(messages)
                .containsExactly(
                        "6 files left out, because a model folder needs only settings, texts and *.safetensors:"
                                + " modeling.py, pytorch_model.bin, weights.pth, .gitattributes, …");
    }

    @Test
    void progressAddsUpToTheSizeOfAllFiles() throws IOException {
        long[] figures = new long[3];
        hub.trouble(breaking(new Random(1), new AtomicInteger(5)));

        download().run(target, new DownloadListener() {
            @Override
            public void begin(long totalBytes, long presentBytes) {
                figures[0] = totalBytes;
                figures[1] = presentBytes;
            }

            @Override
            public void advance(long bytes) {
                figures[2] += bytes;
            }
        });

        assertThat(figures[0]).isEqualTo(figures[1] + figures[2]).isGreaterThan(3 * SHARD);
    }

    // ---- breaks

    /** Breaks a number of connections after a random number of bytes. */
    private LocalHub.Trouble breaking(Random random, AtomicInteger left) {
        return (exchange, file) -> {
            int after;
            synchronized (random) {
                if (left.get() == 0 || random.nextInt(3) == 0) {
                    return false;
                }
                left.decrementAndGet();
                after = random.nextInt(2_000);
            }
            hub.send(exchange, hub.file(file), Math.min(after, hub.file(file).length - 1));
            return true;
        };
    }

    @ParameterizedTest
    @EnumSource
    void twentyRandomBreaksChangeNothing(Hub kind) throws IOException {
        AtomicInteger left = new AtomicInteger(20);
        hub.trouble(breaking(new Random(kind == Hub.MODELSCOPE ? 1 : 2), left));

        download(kind, Map.of()).run(target, DownloadListener.NONE);

        assertThat(left).hasValue(0);
        assertComplete();
    }

    @Test
    void aDownloadWhoseServerWasGoneGoesOnWhereItStopped() throws IOException {
        AtomicInteger answered = new AtomicInteger();
        hub.trouble((exchange, file) -> {
            if (answered.incrementAndGet() <= 12) {
                return false;
            }
            exchange.close();
            return true;
        });
        HubException failure = refusal(download(), target);
        assertThat(failure).hasMessageContaining("are kept: run the same command again");
        assertThat(target).doesNotExist();
        long before = hub.sent();
        hub.trouble((exchange, file) -> false);
        long[] present = new long[1];

        DownloadResult result = download().run(target, new DownloadListener() {
            @Override
            public void begin(long totalBytes, long presentBytes) {
                present[0] = presentBytes;
            }
        });

        assertComplete();
        assertThat(present[0]).isPositive();
        assertThat(hub.sent() - before).isEqualTo(result.bytes() - present[0]);
    }

    @Test
    void aServerWithoutRangesIsReadFromTheBeginning() throws IOException {
        hub.withoutRanges();

        download().run(target, DownloadListener.NONE);

        assertComplete();
    }

    @Test
    void aServerWithoutRangesMayBreakToo() throws IOException {
        AtomicInteger left = new AtomicInteger(6);
        hub.withoutRanges().trouble(breaking(new Random(3), left));

        download().run(target, DownloadListener.NONE);

        assertThat(left).hasValue(0);
        assertComplete();
    }

    @Test
    void aConnectionOnWhichNothingArrivesIsGivenUp() throws IOException {
        AtomicInteger left = new AtomicInteger(1);
        hub.trouble((exchange, file) -> {
            if (!file.startsWith("model-00002") || left.getAndDecrement() <= 0) {
                return false;
            }
            exchange.sendResponseHeaders(206, 4_096);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            pause(20_000);
            return true;
        });
        Pace impatient = new Pace(4_096, 2, 4, Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ofMillis(400));

        download().in(new ModelDownload.Surroundings(Map.of(), impatient)).run(target, DownloadListener.NONE);

        assertComplete();
    }

    @Test
    void aSlowServerIsWaitedFor() throws IOException {
        hub.trouble((exchange, file) -> {
            pause(20);
            return false;
        });

        download().run(target, DownloadListener.NONE);

        assertComplete();
    }

    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 503})
    void aBusyServerIsAskedAgainAfterThePauseItAsksFor(int status) throws IOException {
        AtomicInteger left = new AtomicInteger(2);
        hub.trouble((exchange, file) -> {
            if (left.getAndDecrement() <= 0) {
                return false;
            }
            exchange.getResponseHeaders().set("Retry-After", "1");
            LocalHub.status(exchange, status);
            return true;
        });
        long start = System.nanoTime();

        download().run(target, DownloadListener.NONE);

        assertComplete();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aServerThatAsksForALongPauseIsNotWaitedFor() {
        hub.trouble((exchange, file) -> {
            exchange.getResponseHeaders().set("Retry-After", "3600");
            LocalHub.status(exchange, 429);
            return true;
        });

        assertThat(refusal(download(), target)).hasMessageContaining("asks to wait 1:00:00 (HTTP status 429)");
    }

    // ---- content that is not the listed one

    @ParameterizedTest
    @EnumSource
    void aWrongHashIsRefusedAndTheFileDeleted(Hub kind) throws IOException {
        String name = "model-00002-of-00003.safetensors";
        String wrong = "ab".repeat(32);
        hub.listing(name, wrong);

        HubException failure = refusal(download(kind, Map.of()), target);

        assertThat(failure)
                .hasMessage(LocalHub.MODEL + ": " + name + " has SHA-256 "
                        + LocalHub.sha256(hub.file(name)) + ", but " + hub.endpoint() + " lists " + wrong
                        + "; the file was deleted. Run the same command again; if it fails again, choose another --mirror"
                        + " or --endpoint");
        assertThat(target).doesNotExist();
        assertThat(PartFolder.beside(target).resolve("files").resolve(name)).doesNotExist();
    }

    @Test
    void aSmallFileWithAWrongGitHashIsRefused() {
        byte[] other = "{\"model_type\": \"qwen2_5_vx\"}".getBytes(StandardCharsets.UTF_8);
        hub.trouble((exchange, file) -> {
            if (!file.equals("config.json")) {
                return false;
            }
            hub.send(exchange, other, Integer.MAX_VALUE);
            return true;
        });

        assertThat(refusal(download(), target)).hasMessageContaining("config.json has Git hash ");
    }

    @Test
    void aFileThatChangesInTheMiddleStartsAnew() throws IOException {
        String name = "model-00001-of-00003.safetensors";
        byte[] old = new byte[hub.file(name).length];
        AtomicInteger answered = new AtomicInteger();
        hub.trouble((exchange, file) -> {
            if (!file.equals(name) || answered.incrementAndGet() > 5) {
                return false;
            }
            hub.send(exchange, old, Integer.MAX_VALUE);
            return true;
        });

        download().run(target, DownloadListener.NONE);

        assertComplete();
    }

    @Test
    void aChangeThatAllConnectionsNoticeCountsOnce() throws IOException {
        String name = "model-00001-of-00003.safetensors";
        byte[] old = new byte[hub.file(name).length];
        AtomicBoolean first = new AtomicBoolean(true);
        CountDownLatch everyConnection = new CountDownLatch(FAST.connections());
        hub.trouble((exchange, file) -> {
            if (!file.equals(name)) {
                return false;
            }
            if (first.getAndSet(false)) {
                hub.send(exchange, old, Integer.MAX_VALUE);
                return true;
            }
            everyConnection.countDown();
            try {
                everyConnection.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        });

        download().run(target, DownloadListener.NONE);

        assertComplete();
    }

    @Test
    void aFileOfAnotherSizeIsRefused() {
        String name = "model-00003-of-00003.safetensors";
        hub.trouble((exchange, file) -> {
            if (!file.equals(name)) {
                return false;
            }
            hub.send(exchange, new byte[5_000], Integer.MAX_VALUE); // further ranges are answered with 416
            return true;
        });

        assertThat(refusal(download(), target)).hasMessageContaining(name + " is not the file that");
    }

    @Test
    void aFileThatHasVanishedIsNamed() {
        hub.trouble((exchange, file) -> {
            if (!file.equals("merges.txt")) {
                return false;
            }
            LocalHub.status(exchange, 404);
            return true;
        });

        assertThat(refusal(download(), target)).hasMessageContaining("HTTP status 404 for merges.txt");
    }

    // ---- access

    @Test
    void theTokenGoesToTheHubOnlyAndIsNeverShown() throws IOException {
        String secret = "hf_verysecret";
        hub.requireToken(secret);

        download(Hub.HUGGING_FACE, Map.of("HF_TOKEN", secret)).run(target, DownloadListener.NONE);

        assertComplete();
        assertThat(hub.storageAuthorizations()).isEmpty();
        assertThat(refusal(download(Hub.HUGGING_FACE, Map.of("HUGGING_FACE_HUB_TOKEN", "hf_other")), target))
                .hasMessageContaining("refuses the token in HUGGING_FACE_HUB_TOKEN (401)")
                .message()
                .doesNotContain("hf_other");
        assertThat(refusal(download(), target))
                .hasMessageContaining("it is private or gated")
                .hasMessageContaining("set HF_TOKEN");
    }

    @Test
    void aTokenIsNotSentUnencryptedToAnotherMachine() {
        ModelDownload open = ModelDownload.of(Hub.MODELSCOPE, ModelId.parse("a/b"))
                .endpoint("http://mirror.example")
                .in(new ModelDownload.Surroundings(Map.of("MODELSCOPE_API_TOKEN", "secret"), FAST));

        assertThat(refusal(open, target))
                .hasMessage("http://mirror.example is not encrypted, so the token in MODELSCOPE_API_TOKEN is not sent"
                        + " there; give an https address, or unset MODELSCOPE_API_TOKEN");
    }

    @Test
    void aTokenWithOtherCharactersIsRefusedWithoutShowingIt() {
        assertThat(refusal(download(Hub.HUGGING_FACE, Map.of("HF_TOKEN", "two words")), target))
                .hasMessageStartingWith("HF_TOKEN holds spaces")
                .message()
                .doesNotContain("two words");
    }

    @Test
    void aModelOrRevisionThatDoesNotExistIsNamed() {
        assertThat(refusal(download().revision("v2"), target))
                .hasMessage(LocalHub.MODEL + ": " + hub.endpoint() + " has no such model, or no revision \"v2\" of it;"
                        + " the name is owner/name, for example Qwen/Qwen2.5-VL-3B-Instruct");
        assertThatThrownBy(() -> ModelId.parse("Qwen2.5-VL"))
                .hasMessage("\"Qwen2.5-VL\" is not the name of a model; give owner/name, for example"
                        + " Qwen/Qwen2.5-VL-3B-Instruct");
        assertThatThrownBy(() -> ModelId.parse("../x")).isInstanceOf(HubException.class);
    }

    @Test
    void aHubThatCannotBeReachedIsNamedWithWhatToDo() {
        hub.close();

        assertThat(refusal(download(), target))
                .hasMessage(hub.endpoint() + " cannot be reached (no connection); check the network and https_proxy, or"
                        + " try --mirror modelscope or --endpoint URL");
    }

    // ---- lists

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.json",
                "/etc/evil.json",
                "a/../../evil.json",
                "..\\\\evil.json",
                "C:evil.json",
                "aux.json",
                "nul.tar.json",
                "config.json:stream.json",
                "bell\\u0007.json"
            })
    void aListWithANameThatLeavesTheFolderIsRefused(String name) throws IOException {
        hub.wrongListing("{\"sha\":\"" + LocalHub.COMMIT + "\",\"siblings\":["
                + "{\"rfilename\":\"config.json\",\"size\":3},"
                + "{\"rfilename\":\"model.safetensors\",\"size\":3},{\"rfilename\":\"" + name + "\",\"size\":3}]}");

        assertThat(refusal(download(), target))
                .hasMessageContaining("whose name is unsafe; nothing was downloaded. Do not use this model");
        try (Stream<Path> present = Files.list(place)) {
            assertThat(present).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"rfilename\":\"Config.json\",\"size\":3} # which are one file on some systems",
                "{\"rfilename\":\"huge.json\",\"size\":3000000000} # with 3.00 GB; expected at most 200 MB",
                "{\"rfilename\":\"none.json\"} # with no size",
                "{\"rfilename\":\"big.safetensors\",\"size\":90000000000000000} # with 90,000 TB; expected at most 100 GB"
            })
    void aListThatCannotBeThatOfAModelFolderIsRefused(String example) {
        String[] parts = example.split(" # ", -1);
        hub.wrongListing(
                "{\"sha\":\"" + LocalHub.COMMIT + "\",\"siblings\":[" + "{\"rfilename\":\"config.json\",\"size\":3},"
                        + "{\"rfilename\":\"model.safetensors\",\"size\":3}," + parts[0] + "]}");

        assertThat(refusal(download(), target)).hasMessageContaining(parts[1]);
    }

    @Test
    void aModelOfUnbelievableSizeIsRefusedBeforeTheFirstByte() {
        hub.wrongListing("{\"sha\":\"" + LocalHub.COMMIT + "\",\"siblings\":[{\"rfilename\":\"config.json\",\"size\":3}"
                + manyShards() + "]}");

        assertThat(refusal(download(), target))
                .hasMessageContaining("lists 901 files of 89.1 TB; expected at most 1,000");
        assertThat(hub.sent()).isZero();
    }

    @Test
    void moreThanTheDiskHoldsIsRefused() {
        assertThatThrownBy(() -> ModelDownload.requireSpace(Path.of("models/x"), 7_500_000_000L, 7_500_000_000L))
                .hasMessage(
                        Path.of("models/x") + ": the download needs 7.50 GB more, and the disk has 7.50 GB free; make"
                                + " room, or choose an --out on another disk");
        ModelDownload.requireSpace(Path.of("models/x"), 7_500_000_000L, 7_700_000_000L);
        ModelDownload.requireSpace(Path.of("models/x"), 0, 0);
    }

    private static String manyShards() {
        StringBuilder shards = new StringBuilder();
        for (int i = 0; i < 900; i++) {
            shards.append(",{\"rfilename\":\"shard-" + i + ".safetensors\",\"size\":99000000000}");
        }
        return shards.toString();
    }

    @Test
    void anAnswerThatIsNoListIsRefused() {
        for (String answer : List.of("<html>login</html>", "[]", "{}", "{\"sha\":\"../x\",\"siblings\":[]}")) {
            hub.wrongListing(answer);
            assertThat(refusal(download(), target)).hasMessageContaining("does not answer with a list of files");
        }
    }

    @Test
    void aRepositoryWithoutWeightsIsRefused() {
        hub.files().keySet().removeIf(name -> name.endsWith(".safetensors"));

        assertThat(refusal(download(), target)).hasMessageContaining("has no *.safetensors");
    }

    // ---- the folder

    @Test
    void aFolderWithOtherFilesIsRefusedAndKept() throws IOException {
        Files.createDirectory(target);
        Files.writeString(target.resolve("mine.txt"), "precious");

        assertThatThrownBy(() -> download().run(target, DownloadListener.NONE))
                .hasMessageContaining("the folder is not empty");
        assertThat(target.resolve("mine.txt")).hasContent("precious");
        assertThat(hub.sent()).isZero();
    }

    @Test
    void aSecondDownloadIntoTheSameFolderIsRefused() throws IOException {
        Path part = Files.createDirectories(PartFolder.beside(target));
        try (ProcessLock first = ProcessLock.tryAcquire(part.resolve("lock")).orElseThrow()) {
            assertThat(refusal(download(), target))
                    .hasMessageContaining("another download into this folder is running");
        }
        download().run(target, DownloadListener.NONE);
        assertComplete();
    }

    @Test
    void aLinkInTheHiddenFolderIsNotFollowed() throws IOException {
        Path precious = Files.writeString(place.resolve("precious.txt"), "precious");
        Path files = Files.createDirectories(PartFolder.beside(target).resolve("files"));
        Files.createSymbolicLink(files.resolve("config.json"), precious);

        download().run(target, DownloadListener.NONE);

        assertThat(precious).hasContent("precious");
        assertThat(target.resolve("config.json")).isRegularFile().hasBinaryContent(hub.file("config.json"));
    }

    @Test
    void aDamagedJournalMeansToBeginAgain() throws IOException {
        Path part = PartFolder.beside(target);
        Files.createDirectories(part.resolve("files"));
        Files.writeString(part.resolve("journal.json"), "{ not json");

        download().run(target, DownloadListener.NONE);

        assertComplete();
    }

    @Test
    void aJournalThatPromisesTooMuchIsFoundOutByTheHash() throws IOException {
        String name = "model-00001-of-00003.safetensors";
        Path part = PartFolder.beside(target);
        Files.createDirectories(part.resolve("files"));
        byte[] content = hub.file(name);
        Files.write(part.resolve("files").resolve(name), new byte[content.length]);
        Files.writeString(
                part.resolve("journal.json"),
                "{\"" + name + "\":{\"size\":" + content.length + ",\"checksum\":\"SHA-256 " + LocalHub.sha256(content)
                        + "\",\"arrived\":[[0," + content.length + "]]}}");

        assertThat(refusal(download(), target)).hasMessageContaining("the file was deleted");
        download().run(target, DownloadListener.NONE);
        assertComplete();
    }
}
