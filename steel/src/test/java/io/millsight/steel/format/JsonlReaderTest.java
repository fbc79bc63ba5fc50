package io.millsight.steel.format;

import static io.millsight.steel.Samples.image;
import static io.millsight.steel.Samples.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millsight.steel.AnnotatedImage;
import io.millsight.steel.BoundingBox;
import io.millsight.steel.Dataset;
import io.millsight.steel.Defect;
import io.millsight.steel.DefectType;
import io.millsight.steel.Finding;
import io.millsight.steel.InputException;
import io.millsight.steel.Rule;
import io.millsight.steel.report.ReportDialect;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonlReaderTest {

    /** Box of every valid line in these tests. Apostrophes stand for quotation marks. */
    private static final Defect PITTED = new Defect(new DefectType("pitted_surface"), new BoundingBox(1, 2, 30, 20));

    private static final String JSON_ANSWER = "[{\\'bbox_2d\\':[1,2,30,20],\\'label\\':\\'pitted surface\\'}]";

    @TempDir
    Path root;

    @BeforeEach
    void writeImage() throws IOException {
        image(root.resolve("a.png"), 40, 40, 1);
    }

    private Dataset read(String line) throws IOException {
        text(root.resolve("data.jsonl"), line.replace('\'', '"'));
        return Datasets.read(root);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'messages':[{'role':'user','content':'<image>What?'},{'role':'assistant','content':'" + JSON_ANSWER
                        + "'}],'images':['a.png']}",
                "{'conversations':[{'from':'human','value':'<image>What?'},{'from':'gpt','value':'" + JSON_ANSWER
                        + "'}],'image':'a.png','id':1}",
                "{'conversations':[{'from':'human','value':'<image>'},{'from':'gpt','value':'The steel surface has a pitted surface in the"
                        + " region from X coordinates 1 to 30 and Y coordinates 2 to 20 Defects.'}],'image':['a.png']}",
                "{'messages':[{'role':'user','content':'<image>Where is <ref-object>?'},{'role':'assistant','content':'<bbox>'}],"
                        + "'images':['a.png'],'objects':{'ref':['pitted surface'],'bbox':[[1,2,30,20]]}}",
                "{'messages':[{'role':'user','content':'<image>'},{'role':'assistant','content':''}],'images':[{'path':'a.png'}],"
                        + "'objects':{'ref':['pitted_surface'],'bbox':[[0.025,0.05,0.75,0.5]],'bbox_type':'norm1'}}",
                "{'messages':[{'role':'user','content':[{'type':'image','image':'a.png'},{'type':'text','text':'What?'}]},"
                        + "{'role':'assistant','content':[{'type':'text','text':'" + JSON_ANSWER + "'}]}]}",
                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'a.png'}}]},"
                        + "{'role':'assistant','content':'" + JSON_ANSWER + "'}]}",
                "{'messages':[{'role':'user','content':[{'type':'image_url','value':'a.png'},{'type':'text','value':'What?'}]},"
                        + "{'role':'assistant','content':[{'type':'text','value':'" + JSON_ANSWER + "'}]}]}",
                "{'image':'A.PNG','prefix':'What?','suffix':'" + JSON_ANSWER + "'}",
                "{'image':'a.png','prefix':'What?','suffix':'" + JSON_ANSWER + "'}"
            })
    void readsEveryUsualShapeOfALine(String line) throws IOException {
        assertThat(read(line).images().get(0).defects()).containsExactly(PITTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "The steel surface has no defects."})
    void readsACleanSurface(String answer) throws IOException {
        Dataset dataset = read("{'image':'a.png','prefix':'?','suffix':'" + answer + "'}");
        assertThat(dataset.images().get(0).defects()).isEmpty();
        assertThat(dataset.splits()).isEmpty();
    }

    @Test
    void takesEachFileForASplit() throws IOException {
        image(root.resolve("b.png"), 40, 40, 2);
        text(root.resolve("train.jsonl"), "{\"image\":\"a.png\",\"prefix\":\"?\",\"suffix\":\"[]\"}", "");
        text(root.resolve("hard.jsonl"), "{\"image\":\"b.png\",\"prefix\":\"?\",\"suffix\":\"[]\"}");
        Dataset dataset = Datasets.read(root);
        assertThat(dataset.split("train")).extracting(AnnotatedImage::id).containsExactly("a");
        assertThat(dataset.split("hard")).extracting(AnnotatedImage::id).containsExactly("b");
    }

    @Test
    void findsImagesWhereverTheyAre() throws IOException {
        Path elsewhere = image(root.resolve("elsewhere/b.png"), 40, 40, 2);
        text(
                root.resolve("data/all.jsonl"),
                "{\"image\":\"../a.png\",\"prefix\":\"?\",\"suffix\":\"[]\"}",
                "{\"image\":\"" + elsewhere.toAbsolutePath() + "\",\"prefix\":\"?\",\"suffix\":\"[]\"}");
        assertThat(Datasets.read(root.resolve("data")).images()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'image':'a.png'|not well-formed JSON at column 17",
                "{'image':'a.png'}|it has neither \"messages\" nor \"conversations\" nor \"suffix\"",
                "{'prefix':'?','suffix':'[]'}|it has 0 images, but a report is about one",
                "{'images':['a.png','b.png'],'prefix':'?','suffix':'[]'}|it has 2 images, but a report is about one",
                "{'image':'a.png','messages':[{'role':'user','content':'?'},{'role':'assistant','content':'[]'}]}|its text holds <image> 0 times for one image",
                "{'image':'a.png','messages':[{'role':'user','content':'<image>'}]}|it has no answer, a turn of \"assistant\" or \"gpt\"",
                "{'image':'data:image/png;base64,AAAAAAAAAAAAAAAAAA','prefix':'?','suffix':'[]'}|its image is not a file but \"data:image/png;base64,AAAAAAAA…\"; save the image and name the file",
                "{'image':'a.png','prefix':'?','suffix':'I do not know'}|\"I do not know\" in the answer is neither a defect nor the end",
                "{'image':'a.png','prefix':'?','suffix':''}|the answer says neither where defects are nor that there are none",
                "{'image':'a.png','prefix':'?','suffix':'[{\\'bbox_2d\\':[1,2,50,20],\\'label\\':\\'x\\'}]'}|the box x 1..50, y 2..20 is not inside the image; correct it",
                "{'image':'a.png','prefix':'?','suffix':'[{\\'bbox_2d\\':[9,2,5,20],\\'label\\':\\'x\\'}]'}|the box x 9..5, y 2..20 has a minimum above its maximum; exchange the two",
                "{'image':'a.png','prefix':'?','suffix':'','objects':{'ref':['x'],'bbox':[]}}|\"objects\" has 1 name in \"ref\" for 0 boxes in \"bbox\"; give a name for each box, or one for all",
                "{'image':'a.png','prefix':'?','suffix':'','objects':{'ref':['x','y'],'bbox':[[1,2,3,4]]}}|\"objects\" has 2 names in \"ref\" for 1 box in \"bbox\"; give a name for each box, or one for all",
                "{'image':'a.png','prefix':'?','suffix':'','objects':{'ref':['x'],'bbox':[[1,2,3,NaN]]}}|object 1: \"bbox\" is not four finite numbers x1, y1, x2, y2, but [1,2,3,NaN]",
                "{'image':'a\\u0000.png','prefix':'?','suffix':'[]'}|the file name \"a\\u0000.png\" is not one that this system allows",
                "{'image':'a\\ud800.png','prefix':'?','suffix':'[]'}|the file name \"a\\ud800.png\" is not one that this system allows",
                "{'image':'a.png','image':'b.png'}|the key \"image\" stands in it twice",
                "{'image':'a.png','prefix':'?','suffix':'','objects':{'ref':['x'],'bbox':[[1,2]]}}|object 1: \"bbox\" is not four finite numbers x1, y1, x2, y2, but [1,2]",
                "{'image':'a.png','prefix':'?','suffix':'','objects':{'ref':[],'bbox':[],'bbox_type':'norm1000'}}|\"bbox_type\" is \"norm1000\"; only real and norm1 are known"
            })
    void refusesALineAtFault(String line, String text) {
        assertThatThrownBy(() -> read("\n" + line))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(root.resolve("data.jsonl") + ": line 2: " + text);
    }

    @Test
    void refusesAnImageThatIsMissing() {
        assertThatThrownBy(() -> read("{'image':'b.png','prefix':'?','suffix':'[]'}"))
                .isInstanceOf(InputException.class)
                .hasMessage(root.resolve("data.jsonl")
                        + ": line 1: its image b.png does not exist; looked for in the dataset's folder; the nearest name there is"
                        + " a.png");
    }

    @Test
    void givesOneNameToAllBoxes() throws IOException {
        Dataset dataset = read("{'messages':[{'role':'user','content':'<image>Find <ref-object>'},{'role':'assistant',"
                + "'content':'<bbox><bbox>'}],'images':['a.png'],"
                + "'objects':{'ref':['scratches'],'bbox':[[1,2,30,20],[3,4,5,6]]}}");
        assertThat(dataset.images().get(0).defects())
                .extracting(defect -> defect.type().name())
                .containsExactly("scratches", "scratches");
    }

    @Test
    void readsAListOfConversationsInAJsonFile() throws IOException {
        text(
                root.resolve("train.json"),
                ("[{'conversations':[{'from':'human','value':'<image>What?'},{'from':'gpt','value':'" + JSON_ANSWER
                                + "'}],'image':'a.png'},{'image':'b.png'}]")
                        .replace('\'', '"'));
        text(root.resolve("dataset_info.json"), "{\"steel\":{\"file_name\":\"train.json\"}}");
        DatasetScan scan = Datasets.scan(root);
        assertThat(scan.format()).isEqualTo(DatasetFormat.JSONL);
        assertThat(scan.dataset().split("train").get(0).defects()).containsExactly(PITTED);
        assertThat(scan.findings())
                .filteredOn(finding -> finding.severity() == Rule.Severity.ERROR)
                .extracting(Finding::text)
                .containsExactly("conversation 2: it has neither \"messages\" nor \"conversations\" nor \"suffix\"");
    }

    @Test
    void namesTheLinesOfTwoQuestionsAboutOneImage() {
        String line = "{'image':'a.png','prefix':'?','suffix':'[]'}";
        assertThatThrownBy(() -> read(line + "\n\n" + line))
                .isInstanceOf(InputException.class)
                .hasMessage(root.resolve("data.jsonl")
                        + ": line 3: its image a.png is also that of line 1 of data.jsonl; an image has one answer: join the"
                        + " two or remove one");
    }

    @Test
    void saysThatOwnQuestionsAreReplaced() throws IOException {
        text(
                root.resolve("data.jsonl"),
                "{\"image\":\"a.png\",\"prefix\":\"<image>Locate the defects.\",\"suffix\":\"[]\"}");
        assertThat(Datasets.scan(root).findings())
                .containsExactly(new Finding(
                        Rule.OWN_TEXTS,
                        root.resolve("data.jsonl"),
                        "its own texts, such as the question \"Locate the defects.\", are not used, only images and boxes are:"
                                + " training and evaluation ask the question of their model or dialect and expect its form of"
                                + " answers; the millsight.json of a run holds both"));
    }

    @ParameterizedTest
    @EnumSource(ReportDialect.class)
    void saysNothingOfQuestionsThatAreOurs(ReportDialect dialect) throws IOException {
        List<DefectType> types = List.of(new DefectType("crazing"));
        AnnotatedImage image = new AnnotatedImage("a", root.resolve("a.png"), 40, 40, List.of());
        Path written = root.resolve("written");
        DatasetWriter.writeConversations(
                new Dataset("a", root, types, List.of(image), Map.of(), Map.of()),
                ConversationStyle.of(types, dialect),
                written);
        assertThat(Datasets.scan(written).findings()).isEmpty();
    }

    @Test
    void refusesAnImageInTheText() throws IOException {
        Path file = text(root.resolve("data.jsonl"), "{\"image\":\"" + "A".repeat(5_000_000) + "\"}");
        assertThatThrownBy(() -> Datasets.read(root))
                .hasMessage(file
                        + ": line 1: its data is longer than 4 million characters; an image must be a file of its own");
    }
}
