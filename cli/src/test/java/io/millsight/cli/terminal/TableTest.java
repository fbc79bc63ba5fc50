package io.millsight.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

    private static List<String> lines(Table table) {
        StringWriter out = new StringWriter();
        table.print(new PrintWriter(out, true));
        return out.toString().lines().toList();
    }

    @Test
    void aLongNameDoesNotWidenTheTableBeyondMeasure() {
        List<String> lines = lines(new Table(List.of("type", "boxes")).add(List.of("x".repeat(100_000), "1")));

        assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThan(120));
        assertThat(lines.get(1)).contains("… (100,000 characters)").endsWith("  1");
    }

    @Test
    void aNameCannotSteerTheTerminal() {
        assertThat(lines(new Table(List.of("type", "boxes")).add(List.of("a\u001b[31m\u202eb", "1"))))
                .containsExactly("type                boxes", "a\\u001b[31m\\u202eb      1");
    }
}
