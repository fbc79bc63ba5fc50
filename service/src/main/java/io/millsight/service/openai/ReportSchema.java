package io.millsight.service.openai;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.millsight.files.MessageText;
import io.millsight.history.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Chooses the form of a report that a JSON schema asks for. The service writes its own forms only; a schema that one of them does not fit is refused,
 * because nothing else could be written.
 */
final class ReportSchema {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String FILE = "report-schema.json";
    private static final String PARAMETER = "response_format";

    private ReportSchema() {}

    /**
     * Returns the form that fits a schema.
     *
     * @throws ChatRequestException if none does; the message holds the schema of the reports
     */
    static AnswerFormat choose(JsonNode schema) {
        Optional<String> misfit = misfit(schema, ChatReport.SPECIMENS.stream().map(ChatReport::report));
        if (misfit.isEmpty()) {
            return AnswerFormat.REPORT;
        }
        Stream<JsonNode> lists = ChatReport.SPECIMENS.stream()
                .filter(report -> report.verdict() != Verdict.UNDETERMINED)
                .map(ChatReport::qwen);
        if (misfit(schema, lists).isEmpty()) {
            return AnswerFormat.QWEN;
        }
        throw new ChatRequestException(
                "unsupported_schema",
                PARAMETER,
                "a report does not fit the schema (" + MessageText.oneLine(misfit.get())
                        + "); the reports have this one: " + own());
    }

    /** Says why a document does not fit a schema; empty if all fit. References to other documents are not followed. */
    private static Optional<String> misfit(JsonNode schema, Stream<? extends JsonNode> documents) {
        try {
            Schema compiled =
                    SchemaRegistry.withDefaultDialect(Dialects.getDraft202012()).getSchema(schema);
            return documents
                    .flatMap(document -> compiled.validate(document).stream())
                    .map(Error::toString)
                    .findFirst();
        } catch (RuntimeException
                | StackOverflowError e) { // whatever the library throws; a reference to itself never ends
            throw new ChatRequestException("invalid_schema", PARAMETER, "the schema cannot be read");
        }
    }

    /** Returns the schema of the reports. */
    static JsonNode own() {
        try (InputStream in = Objects.requireNonNull(ReportSchema.class.getResourceAsStream(FILE))) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
