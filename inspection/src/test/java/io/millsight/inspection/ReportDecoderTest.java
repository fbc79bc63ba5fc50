package io.millsight.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.adapter.ReportTask;
import io.millsight.qwen.GoldenFolder;
import io.millsight.qwen.chat.ChatTemplateFile;
import io.millsight.qwen.config.ModelFolderException;
import io.millsight.qwen.config.SpecialToken;
import io.millsight.qwen.generation.TokenGuide;
import io.millsight.qwen.tokenizer.BytePairTrainer;
import io.millsight.qwen.tokenizer.PreTokenizer;
import io.millsight.qwen.tokenizer.QwenTokenizer;
import io.millsight.qwen.tokenizer.TokenizerFiles;
import io.millsight.steel.DefectType;
import io.millsight.steel.report.BoxOrder;
import io.millsight.steel.report.CoordinateFrame;
import io.millsight.steel.report.ParsedReport;
import io.millsight.steel.report.ReportDialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The grammar in tokens of two vocabularies: one that hardly knows the words of reports, and one made of them. */
class ReportDecoderTest {

    private static final CoordinateFrame FRAME = new CoordinateFrame(200, 200, 196, 1008);

    @TempDir
    Path folder;

    private static ReportTask task(ReportDialect dialect, List<DefectType> types) {
        return new ReportTask(dialect, ReportTask.Coordinates.RESIZED, BoxOrder.POSITION, dialect.prompt(types), types);
    }

    /** Follows the guide by chance; gives the tokens without the one that ends the answer. */
    private static int[] wander(TokenGuide start, int end, SplittableRandom random) {
        List<Integer> tokens = new ArrayList<>();
        TokenGuide guide = start;
        while (true) {
            List<Integer> allowed = guide.allowed();
            assertThat(allowed).isSorted().doesNotHaveDuplicates().isNotEmpty();
            int token = allowed.get(random.nextInt(allowed.size()));
            if (token == end) {
                return tokens.stream().mapToInt(Integer::intValue).toArray();
            }
            tokens.add(token);
            guide = guide.after(token);
        }
    }

    private static void everyWayIsAReportInItsOwnTokens(QwenTokenizer tokenizer, ReportDialect dialect) {
        ReportTask task = task(dialect, DefectType.NEU_DET);
        int end = tokenizer.id(SpecialToken.IM_END);
        ReportDecoder decoder = new ReportDecoder(task, 4, tokenizer, end);
        assertThat(decoder.keepsNumbersApart()).isTrue();
        TokenGuide guide = decoder.guide(FRAME);
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 200; i++) {
            int[] tokens = wander(guide, end, random);
            String text = tokenizer.decodeText(tokens);
            assertThat(tokens).as(text).isEqualTo(tokenizer.encode(text));
            ParsedReport report = task.parse(text, FRAME);
            assertThat(report.problems()).as(text).isEmpty();
            assertThat(report.status()).isNotEqualTo(ParsedReport.Status.UNPARSABLE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyWayIsAReportInItsOwnTokensWhereWordsAreManyTokens(ReportDialect dialect) {
        try (QwenTokenizer tokenizer = QwenTokenizer.read(GoldenFolder.model())) {
            everyWayIsAReportInItsOwnTokens(tokenizer, dialect);
        }
    }

    @ParameterizedTest
    @CsvSource({"PAPER,DIGITS", "PAPER,NUMBERS", "QWEN_JSON,DIGITS", "QWEN_JSON,NUMBERS"})
    void everyWayIsAReportInItsOwnTokensWhereWordsAreTokens(ReportDialect dialect, PreTokenizer preTokenizer)
            throws IOException {
        List<String> texts = List.of(
                "The steel surface has a rolled-in scale in the region from X coordinates 12 to 190 and Y coordinates 3 to 1000 Defects.\nThe",
                "The steel surface has no defects. pitted surface crazing inclusion patches scratches",
                "[{\"bbox_2d\":[12,190,3,1000],\"label\":\"patches\"},{\"bbox_2d\":[1,2,3,4],\"label\":\"crazing\"}]",
                "[]");
        new TokenizerFiles(BytePairTrainer.train(texts, preTokenizer, 900), preTokenizer, 900)
                .write(folder, ChatTemplateFile.standardText());
        try (QwenTokenizer tokenizer = QwenTokenizer.read(folder)) {
            assertThat(tokenizer.encode(" coordinates")).hasSize(1);
            assertThat(tokenizer.encode(" 190")).hasSize(preTokenizer == PreTokenizer.NUMBERS ? 1 : 4);
            everyWayIsAReportInItsOwnTokens(tokenizer, dialect);
        }
    }

    /** Between the type and the digits nothing is to be decided. */
    @Test
    void whatHasToComeIsNoChoice() {
        List<DefectType> types = List.of(new DefectType("dent"));
        try (QwenTokenizer tokenizer = QwenTokenizer.read(GoldenFolder.model())) {
            int end = tokenizer.id(SpecialToken.IM_END);
            TokenGuide guide = new ReportDecoder(task(ReportDialect.PAPER, types), 1, tokenizer, end)
                    .guide(CoordinateFrame.original(9, 9));
            String sentence =
                    "The steel surface has a dent in the region from X coordinates 8 to 9 and Y coordinates 7 to 9 Defects.";
            List<String> choices = new ArrayList<>();
            for (int token : tokenizer.encode(sentence)) {
                if (guide.allowed().size() > 1) {
                    choices.add(tokenizer.decodeText(new int[] {token}));
                }
                guide = guide.after(token);
            }
            assertThat(guide.allowed()).containsExactly(end);
            // a defect or none; 8 leaves but 9 to its right, and so does 7 leave 8 and 9 below it
            assertThat(choices).containsExactly(" a", "8", "7", "9");
        }
    }

    private static int best(float[] weights) {
        return IntStream.range(0, weights.length)
                .reduce((a, b) -> weights[a] >= weights[b] ? a : b)
                .orElseThrow();
    }

    private static TokenGuide afterText(QwenTokenizer tokenizer, String text) {
        TokenGuide guide = new ReportDecoder(
                        task(ReportDialect.PAPER, List.of(new DefectType("dent"))),
                        2,
                        tokenizer,
                        tokenizer.id(SpecialToken.IM_END))
                .guide(CoordinateFrame.original(200, 200));
        for (int token : tokenizer.encode(text)) {
            guide = guide.after(token);
        }
        return guide;
    }

    /** A missed defect is worse than a false alarm; but a surface that is likelier to be clean is called clean. */
    @ParameterizedTest
    @CsvSource({"0.6,true", "0.8,false"})
    void anAnswerGoesOnUnlessToEndIsMuchLikelier(float ahead, boolean goesOn) {
        try (QwenTokenizer tokenizer = QwenTokenizer.read(Path.of("..", "models", "nano"))) {
            TokenGuide fork = afterText(
                    tokenizer,
                    "The steel surface has a dent in the region from X coordinates 8 to 9 and Y coordinates 7 to 9 Defects");
            int end = fork.allowed().indexOf(tokenizer.encode(".")[0]); // or a full stop and a new line
            float[] logits = new float[fork.allowed().size()];
            logits[end] = ahead;
            TokenGuide start = afterText(tokenizer, "The steel surface has");
            int clean = start.allowed().indexOf(tokenizer.encode(" no")[0]);
            float[] first = new float[start.allowed().size()];
            first[clean] = 0.1f;

            assertThat(best(fork.weigh(logits)) != end).isEqualTo(goesOn);
            assertThat(best(start.weigh(first))).isEqualTo(clean);
        }
    }

    @Test
    void aTokenizerThatJoinsNumbersWithTheirNeighboursIsRefused() throws IOException {
        JsonNode json = GoldenFolder.json("model/tokenizer.json");
        ObjectNode model = (ObjectNode) json.get("model");
        ArrayNode merges = (ArrayNode) model.get("merges");
        merges.remove(merges.size() - 1);
        merges.add("7 ,");
        ((ObjectNode) model.get("vocab")).remove("Ġcheck"); // which the last merge made
        ((ObjectNode) model.get("vocab")).put("7,", 575);
        Files.writeString(folder.resolve("tokenizer.json"), json.toString().replace("|\\\\p{N}|", "|\\\\p{N},?|"));
        try (QwenTokenizer joining = QwenTokenizer.read(folder)) {
            assertThat(joining.encode("7,")).hasSize(1);
            int end = joining.id(SpecialToken.IM_END);
            ReportDecoder decoder =
                    new ReportDecoder(task(ReportDialect.QWEN_JSON, DefectType.NEU_DET), 4, joining, end);
            TokenGuide start = decoder.guide(FRAME);

            assertThat(decoder.keepsNumbersApart()).isFalse();
            assertThatThrownBy(() -> {
                        for (long seed = 0; seed < 20; seed++) {
                            wander(start, end, new SplittableRandom(seed));
                        }
                    })
                    .isInstanceOf(ModelFolderException.class)
                    .hasMessageContaining("joins numbers with their neighbours")
                    .hasMessageContaining("--decoding free");
        }
    }
}
