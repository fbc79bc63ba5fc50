package io.millsight.bench;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** The runs of a comparison as a CSV file, a record a process, and their medians as a table in Markdown. */
final class VersusTable implements AutoCloseable {

    static final String MILLSIGHT = "millsight";
    static final String PEER = "peer";

    /** What the programs tell of themselves in their JSON. */
    private static final List<String> CIRCUMSTANCES =
            List.of("dtype", "threads", "java", "libtorch", "torch", "transformers", "peft");

    private final CsvWriter csv;
    private final VersusRow row;
    private final String processor;

    /**
     * How busy the machine was before a process.
     *
     * @param calm whether no other program computed
     * @param mean how many programs wanted to compute, a mean of the last minute
     */
    record Load(boolean calm, double mean) {}

    /**
     * One process.
     *
     * @param program {@link #MILLSIGHT} or {@link #PEER}
     * @param command with its arguments
     * @param figure in the row's unit
     * @param outcome its time, memory and output
     * @param load before it
     */
    record Entry(String program, List<String> command, double figure, FreshProcess.Outcome outcome, Load load) {}

    VersusTable(VersusRow row, Path file, String processor) throws IOException {
        this.row = row;
        this.processor = processor;
        csv = CsvWriter.builder().build(file);
        csv.writeRecord(
                "time",
                "row",
                "program",
                "figure",
                "unit",
                "process_seconds",
                "peak_gib",
                "calm",
                "load",
                "processor",
                "circumstances",
                "command");
    }

    /** Writes a process and returns it. */
    Entry add(Entry entry) throws IOException {
        JsonNode last = entry.outcome().last();
        csv.writeRecord(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                row.toString(),
                entry.program(),
                number(entry.figure()),
                row.unit(),
                number(entry.outcome().seconds()),
                number(entry.outcome().peakGibibytes()),
                Boolean.toString(entry.load().calm()),
                number(entry.load().mean()),
                processor,
                CIRCUMSTANCES.stream()
                        .filter(last::has)
                        .map(name -> name + "=" + last.get(name).asString())
                        .collect(Collectors.joining(" ")),
                String.join(" ", entry.command()));
        csv.flush();
        return entry;
    }

    /** Medians with the least and the greatest value, and the ratio to the peer. */
    static String summary(VersusRow row, List<Entry> entries, String processor) {
        List<Entry> ours = of(entries, MILLSIGHT);
        List<Entry> peers = of(entries, PEER);
        StringBuilder text =
                new StringBuilder("| " + row + " | figure, " + row.unit() + " | peak memory, GiB |\n|---|---|---|\n");
        text.append(line(MILLSIGHT, ours));
        if (!peers.isEmpty()) {
            text.append(line(PEER, peers));
            text.append(String.format(
                    Locale.ROOT,
                    "| Millsight's share of the peer's | %.2f | %.2f |%n",
                    median(figures(ours)) / median(figures(peers)),
                    median(memory(ours)) / median(memory(peers))));
        }
        long disturbed = entries.stream().filter(entry -> !entry.load().calm()).count();
        return text.append("\nMedians (least to greatest) of ")
                .append(ours.size())
                .append(" fresh processes each, by turns; ")
                .append(disturbed)
                .append(" of all began beside other programs. ")
                .append(processor)
                .append(".\n")
                .toString();
    }

    private static String line(String program, List<Entry> entries) {
        List<Double> figures = figures(entries);
        return String.format(
                Locale.ROOT,
                "| %s | %.4g (%.4g to %.4g) | %.2f |%n",
                program,
                median(figures),
                figures.stream().mapToDouble(Double::doubleValue).min().orElse(0),
                figures.stream().mapToDouble(Double::doubleValue).max().orElse(0),
                median(memory(entries)));
    }

    private static List<Entry> of(List<Entry> entries, String program) {
        return entries.stream().filter(entry -> entry.program().equals(program)).toList();
    }

    private static List<Double> figures(List<Entry> entries) {
        return entries.stream().map(Entry::figure).toList();
    }

    private static List<Double> memory(List<Entry> entries) {
        return entries.stream().map(entry -> entry.outcome().peakGibibytes()).toList();
    }

    private static double median(List<Double> values) {
        return Figures.median(values);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
