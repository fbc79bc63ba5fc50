package io.millsight.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogOutputTest {

    private final PrintStream usual = System.err;
    private final LoggerContext context = new LoggerContext();

    @BeforeEach
    void complete() {
        context.setMDCAdapter(new LogbackMDCAdapter());
    }

    @AfterEach
    void restore() {
        System.setErr(usual);
        context.stop();
    }

    @Test
    void warningsAndErrorsAreLinesOnTheErrorStream() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        assertThat(new LogOutput().configure(context))
                .isEqualTo(Configurator.ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY);
        context.getLogger("io.millsight").info("not said");
        context.getLogger("io.millsight").warn("the disk is slow");
        context.getLogger("ai.djl").warn("not said");
        context.getLogger("ai.djl").error("no tokenizer");

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("millsight: WARN: the disk is slow", "millsight: ERROR: no tokenizer");
    }

    @Test
    void logbackFindsIt() {
        assertThat(ServiceLoader.load(Configurator.class)).anyMatch(LogOutput.class::isInstance);
    }
}
