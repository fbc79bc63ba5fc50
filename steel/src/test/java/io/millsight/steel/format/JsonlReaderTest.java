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
import io.millsight.steel.InputException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonlReaderTest {

    /** The box of every valid line in these tests: quotes are written as apostrophes. */
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
                "{'image':'a.png','prefix':'?','suffix':'','objects':{'ref':['x'],'bbox':[]}}|\"objects\" needs as many names in \"ref\" as boxes in \"bbox\"",
                "{'image':'a.png','prefix':'?','suffix':'','objects':{'ref':['x'],'bbox':[[1,2]]}}|object 1: \"bbox\" is not four numbers x1, y1, x2, y2, but [1,2]",
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
                .hasMessage(root.resolve("data.jsonl") + ": its image b.png does not exist");
    }
}
