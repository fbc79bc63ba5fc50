package io.millsight.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTableTest {

    private static final ReportTable TABLE = new ReportTable(
            "Two rows",
            TableCell.names("name", "value"),
            List.of(
                    List.of(TableCell.text("a | \"b\",\nc"), TableCell.number(1.0 / 3)),
                    List.of(TableCell.text("=HYPERLINK(1)"), TableCell.absent())));

    @Test
    void showsTheSameCellsAsTextMarkdownAndHtml() {
        assertThat(new ReportTable(
                                "T",
                                TableCell.names("name", "value"),
                                List.of(List.of(TableCell.text("x"), TableCell.number(0.5))))
                        .toText())
                .isEqualTo("T\n  name  value\n  x      0.50\n");
        assertThat(TABLE.toMarkdown()).contains("| a \\| \"b\", c | 0.33 |");
        assertThat(HtmlTable.of(TABLE))
                .contains("<th scope=\"row\">a | &quot;b&quot;,\nc</th><td class=\"number\">0.33</td>");
    }

    @Test
    void csvHoldsExactNumbersAndQuotesTexts() {
        assertThat(TABLE.toCsv())
                .isEqualTo("name,value\r\n\"a | \"\"b\"\",\nc\",0.3333333333333333\r\n'=HYPERLINK(1),\r\n");
    }

    @Test
    void refusesARowThatDoesNotFitTheHeader() {
        assertThatThrownBy(() -> new ReportTable("T", TableCell.names("a", "b"), List.of(List.of(TableCell.count(1)))))
                .hasMessage("T: a row of 1 cells under a header of 2");
    }
}
