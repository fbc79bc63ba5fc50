package io.millsight.service.learning;

import io.millsight.history.History;
import io.millsight.service.FakeInspector;
import io.millsight.service.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program that writes what {@code train} and {@code evaluate} write, without learning anything. What it does stands in a file, one word each:
 * {@code good} finds everything on the gold set, {@code bad} finds nothing, {@code fail} ends with an error, {@code wait} trains or measures until
 * there is another word, {@code save} does so, too, after it has saved ten steps.
 */
public final class FakeTrainer {

    private static final int STEPS = 20;

    private final Path behaviour;
    private final Map<String, String> options = new HashMap<>();

    private FakeTrainer(List<String> arguments) {
        behaviour = Path.of(arguments.get(0));
        for (String argument : arguments.subList(2, arguments.size())) {
            String[] parts = argument.substring(2).split("=", 2);
            options.put(parts[0], parts[1]);
        }
    }

    /** Returns the program for a server whose trainings behave as a file says. */
    public static TrainingProgram program(Path behaviour) {
        return new TrainingProgram(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xshare:auto",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FakeTrainer.class.getName(),
                        behaviour.toString()),
                Path.of("base"),
                List.of());
    }

    /** Starts a server whose trainings behave as a file says, and waits until it is ready. */
    public static TestServer server(Path folder, FakeLoader loader, Path behaviour) throws InterruptedException {
        return server(History.open(folder, Clock.systemUTC()), loader, behaviour);
    }

    /** Starts a server whose trainings behave as a file says, and waits until it is ready. */
    public static TestServer server(History history, FakeLoader loader, Path behaviour) throws InterruptedException {
        TestServer test = new TestServer(history, loader, TestServer.ROOMY, program(behaviour));
        test.server().awaitModel();
        return test;
    }

    /** The process. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        FakeTrainer trainer = new FakeTrainer(List.of(arguments));
        if (arguments[1].equals("train")) {
            trainer.train();
        } else {
            trainer.evaluate();
        }
    }

    private String option(String name) {
        return String.valueOf(options.get(name));
    }

    private String word() throws IOException {
        return Files.readString(behaviour).strip();
    }

    private void waitForAnotherWord() throws IOException, InterruptedException {
        String word = word();
        while (word.equals("wait") || word.equals("save") || word.isEmpty()) {
            Thread.sleep(20);
            word = word();
        }
    }

    private void train() throws IOException, InterruptedException {
        boolean resumed = options.containsKey("resume");
        Path run = Path.of(option(resumed ? "resume" : "out"));
        System.out.println(resumed ? "resuming after step 10 of 20" : "the training begins");
        if (!resumed) {
            begin(run);
        }
        switch (word()) {
            case "fail" -> {
                System.out.println("millsight: the disk is full");
                System.exit(2);
            }
            case "save" -> {
                save(run, STEPS / 2);
                waitForAnotherWord();
            }
            default -> waitForAnotherWord();
        }
        Files.writeString(run.resolve("metrics.jsonl"), """
                {"step":10,"epoch":1.0,"loss":2.5,"seconds":1.5}
                {"step":20,"epoch":2.0,"loss":1.25,"seconds":3.0}
                """);
        save(run, STEPS);
    }

    private void begin(Path run) throws IOException {
        if (!Files.exists(Path.of(option("data")).resolve("train.jsonl"))) {
            throw new IOException("there is nothing to learn from");
        }
        Files.createDirectories(run);
        Files.writeString(run.resolve("settings.yaml"), "max_steps: \"" + STEPS + "\"\nnum_train_epochs: \"4\"\n");
        Files.writeString(run.resolve("metrics.jsonl"), "{\"step\":10,\"epoch\":1.0,\"loss\":2.5,\"seconds\":1.5}\n");
    }

    private static void save(Path run, int step) throws IOException {
        Path checkpoint = run.resolve("checkpoint-" + step);
        Files.createDirectories(checkpoint);
        Files.writeString(
                checkpoint.resolve("trainer_state.json"),
                "{\"global_step\":" + step + ",\"best_global_step\":" + step + "}");
    }

    private void evaluate() throws IOException, InterruptedException {
        System.out.println("evaluation: 1 of 3 images (33 %)");
        waitForAnotherWord();
        Path data = Path.of(option("data"));
        Path out = Path.of(option("out"));
        boolean tuned = !option("adapter").endsWith("fake-adapter");
        boolean good = tuned && word().equals("good");
        double f1 = good ? 0.9 : tuned ? 0.2 : 0.5;
        Files.createDirectories(out);
        Files.writeString(out.resolve("metrics.json"), """
                {"images":3,"metrics":{"f1":{"value":%1$s,"low":%2$s,"high":0.95},"ap50":{"value":%1$s,"low":null,"high":null},
                "type_accuracy":{"value":1.0,"low":1.0,"high":1.0}}}
                """.formatted(f1, f1 - 0.1));
        StringBuilder results = new StringBuilder("[");
        if (good) {
            try (Stream<String> lines = Files.lines(data.resolve(option("split") + ".jsonl"))) {
                for (String line : lines.toList()) {
                    String image = line.replaceFirst(".*\"images/([^\"]*)\".*", "$1");
                    results.append(results.length() > 1 ? "," : "")
                            .append("{\"file_name\":\"")
                            .append(image)
                            .append("\",\"category\":\"")
                            .append(FakeInspector.TYPE.name())
                            .append("\",\"score\":0.9,\"bbox\":[10,0,10,39]}");
                }
            }
        }
        Files.writeString(out.resolve("predictions.json"), results.append("]"));
    }
}
