package io.millsight.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Process groups of Java programs on this machine. */
class ProcessGroupTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Takes a rank, a size, a file or a port, and perhaps the rank that ends early; prints what the operations gave. */
    static final class Member {

        public static void main(String[] arguments) {
            int rank = Integer.parseInt(arguments[0]);
            Rendezvous rendezvous = arguments[2].matches("\\d+")
                    ? new Rendezvous.ServerPort("127.0.0.1", Integer.parseInt(arguments[2]), true)
                    : new Rendezvous.SharedFile(Path.of(arguments[2]));
            Duration patience = arguments.length > 4 ? Duration.ofMillis(Long.parseLong(arguments[4])) : PATIENCE;
            try (ProcessGroup group = ProcessGroup.join(rendezvous, rank, Integer.parseInt(arguments[1]), patience)) {
                compute(group);
                if (arguments.length > 3 && rank == Integer.parseInt(arguments[3])) {
                    Runtime.getRuntime().halt(9);
                }
                long before = Scope.liveHandles();
                for (int i = 0; i < 5; i++) {
                    compute(group);
                }
                System.out.println("handles " + (Scope.liveHandles() - before));
            } catch (ProcessGroupException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }

        private static void compute(ProcessGroup group) {
            try (Scope scope = Scope.open()) {
                Tensor numbers = Tensor.of(new float[] {0.1f, 0.2f, group.rank()}, 3);
                Tensor counts = Tensor.of(new long[] {(group.rank() + 1L) << 40, 1}, 2);
                group.sum(numbers, PATIENCE);
                group.sum(counts, PATIENCE);
                Tensor first = Tensor.of(new float[] {group.rank() + 5}, 1);
                group.broadcast(first, PATIENCE);
                System.out.println("sum " + Arrays.toString(numbers.toFloats()) + " "
                        + Arrays.toString(counts.toLongs()) + ", broadcast " + Arrays.toString(first.toFloats()));
            }
        }
    }

    @TempDir
    private Path folder;

    @Test
    void twoProcessesThatMeetInAFileSumAndBroadcast() throws IOException, InterruptedException {
        List<Process> members = startAll(2, folder.resolve("store").toString());
        for (Process member : members) {
            assertThat(said(member)).contains("sum [0.2, 0.4, 1.0] [3298534883328, 2], broadcast [5.0]", "handles 0");
        }
    }

    @Test
    void threeProcessesThatMeetAtAPortGetTheSameBits() throws IOException, InterruptedException {
        List<Process> members = startAll(3, Integer.toString(freePort()));
        List<String> sums = new ArrayList<>();
        for (Process member : members) {
            said(member).stream().filter(line -> line.startsWith("sum")).forEach(sums::add);
        }
        assertThat(sums).hasSize(18);
        assertThat(sums.stream().distinct()).hasSize(1);
    }

    @Test
    void aProcessThatEndsFailsTheOthersAtOnce() throws IOException, InterruptedException {
        List<Process> members = startAll(2, folder.resolve("store").toString(), "1");
        long began = System.nanoTime();
        assertThat(said(members.get(0)))
                .last()
                .asString()
                .startsWith("refused: process 0 of 2 lost another one: it has ended or does not answer (sum: ");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
        assertThat(members.get(1).waitFor()).isEqualTo(9);
    }

    @Test
    void aProcessWhoseOthersDoNotComeGivesUp() throws IOException, InterruptedException {
        Process alone = start(0, "2", folder.resolve("store").toString(), "-1", "1500");
        assertThat(said(alone))
                .last()
                .asString()
                .startsWith("refused: process 0 of 2 found not all of the others within 1 s (");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static List<Process> startAll(int size, String place, String... more) throws IOException {
        List<Process> members = new ArrayList<>();
        for (int rank = 0; rank < size; rank++) {
            List<String> arguments = new ArrayList<>(List.of(Integer.toString(size), place));
            arguments.addAll(List.of(more));
            members.add(start(rank, arguments.toArray(String[]::new)));
        }
        return members;
    }

    private static Process start(int rank, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Member.class.getName(),
                Integer.toString(rank)));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("OMP_NUM_THREADS", "1");
        return builder.start();
    }

    private static List<String> said(Process process) throws IOException, InterruptedException {
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        process.waitFor();
        return lines;
    }
}
