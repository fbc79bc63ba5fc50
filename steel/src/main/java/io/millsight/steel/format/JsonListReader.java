package io.millsight.steel.format;

import io.millsight.files.InputFile;
import io.millsight.files.MessageText;
import io.millsight.steel.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads lists in JSON files of untrusted sources element by element: a list may be longer than the memory, since only one element of
 * it is held at a time, and of that one only the keys that are asked for.
 *
 * <p>Messages of errors are to follow the file's name.
 */
public final class JsonListReader {

    /** The name of a list that is the whole file. */
    public static final String WHOLE_FILE = "";

    /** COCO's own list of training boxes with outlines has 450 MB. */
    private static final long MAX_BYTES = 1L << 30;

    /** In characters, where a value without text counts as some: an answer about one image has a few hundred. */
    private static final int LARGEST_PIECE = 4 << 20;

    private static final int COST_OF_A_VALUE = 16;

    /** Python writes NaN and Infinity, which are no JSON: they are read, so that a message can say where they are. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Takes the elements of lists, in the order of the file. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * Takes one element.
         *
         * @param list the key of the list in the file's object, or {@link #WHOLE_FILE}
         * @param number of the element, from 1
         * @param piece the element; of an object the keys that were asked for
         */
        void visit(String list, int number, JsonNode piece);
    }

    private final JsonParser parser;
    private final Map<String, Set<String>> wanted;
    private final Visitor visitor;
    private int allowance;

    private JsonListReader(JsonParser parser, Map<String, Set<String>> wanted, Visitor visitor) {
        this.parser = parser;
        this.wanted = wanted;
        this.visitor = visitor;
    }

    /**
     * Visits the elements of lists.
     *
     * @param wanted the lists and, for each, the keys of its objects that are read
     * @return the lists that were there
     * @throws InputException if the file cannot be read, is not well-formed or fills the memory
     */
    public static Set<String> visit(Path file, Map<String, Set<String>> wanted, Visitor visitor) {
        try (JsonParser parser = open(file)) {
            return new JsonListReader(parser, wanted, visitor).visitAll();
        } catch (JacksonException e) {
            throw new InputException(reason(e), e);
        } catch (IOException e) {
            throw new InputException(InputFile.reason(e), e);
        } catch (OutOfMemoryError e) {
            throw HeapLimit.because(e);
        }
    }

    /** A value as a message shows it: as it is written, or how it begins. */
    public static String show(JsonNode value) {
        return MessageText.excerpt(JSON.writeValueAsString(value));
    }

    /** A line of text as one piece. */
    static JsonNode parse(String line) {
        try (JsonParser parser = JSON.createParser(line)) {
            JsonListReader pieces = new JsonListReader(parser, Map.of(), (list, number, piece) -> {});
            pieces.allowance = LARGEST_PIECE;
            if (parser.nextToken() == null) {
                throw new InputException("not well-formed JSON: the text is empty");
            }
            JsonNode piece = pieces.value();
            if (parser.nextToken() != null) {
                throw new InputException("not well-formed JSON at column "
                        + parser.currentTokenLocation().getColumnNr() + ": the text goes on after its end");
            }
            return piece;
        } catch (JacksonException e) {
            throw new InputException("not well-formed JSON" + column(e), e);
        }
    }

    /** A parser of a regular file of bounded size. */
    static JsonParser open(Path file) throws IOException {
        InputFile.requireRegular(file);
        if (Files.size(file) > MAX_BYTES) {
            throw new InputException("a file of more than 1 GiB is not read; divide it");
        }
        InputStream stream = Files.newInputStream(file);
        try {
            return JSON.createParser(stream);
        } catch (JacksonException e) {
            stream.close();
            throw e;
        }
    }

    private static String reason(JacksonException failure) {
        if (failure.getCause() instanceof IOException io) {
            return InputFile.reason(io);
        }
        String line = failure.getLocation() == null
                ? ""
                : "line " + failure.getLocation().getLineNr() + ": ";
        return line
                + (failure instanceof StreamConstraintsException
                        ? "JSON that is nested too deeply, or a number or text that is too long"
                        : "not well-formed JSON");
    }

    private static String column(JacksonException failure) {
        return failure.getLocation() == null
                ? ""
                : " at column " + failure.getLocation().getColumnNr();
    }

    private Set<String> visitAll() {
        Set<String> found = new LinkedHashSet<>();
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new InputException("is empty");
        }
        if (first == JsonToken.START_ARRAY && wanted.containsKey(WHOLE_FILE)) {
            found.add(WHOLE_FILE);
            visitList(WHOLE_FILE);
        } else if (first == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String key = parser.currentName();
                boolean isList = parser.nextToken() == JsonToken.START_ARRAY;
                if (!isList || !wanted.containsKey(key)) {
                    parser.skipChildren();
                } else if (found.add(key)) {
                    visitList(key);
                } else {
                    throw new InputException("the key \"" + key + "\" stands in the file twice");
                }
            }
        }
        return found;
    }

    private void visitList(String list) {
        Set<String> keys = wanted.getOrDefault(list, Set.of());
        int number = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            number++;
            allowance = LARGEST_PIECE;
            JsonNode piece;
            try {
                piece = parser.currentToken() == JsonToken.START_OBJECT ? object(keys) : value();
            } catch (InputException e) {
                throw new InputException(place(list) + "element " + number + ": " + e.getMessage(), e);
            }
            visitor.visit(list, number, piece);
        }
    }

    private static String place(String list) {
        return list.equals(WHOLE_FILE) ? "" : "\"" + list + "\", ";
    }

    /** The object that begins here, with these keys only. */
    private ObjectNode object(Set<String> keys) {
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String key = parser.currentName();
            parser.nextToken();
            if (keys.contains(key)) {
                put(object, key);
            } else {
                parser.skipChildren();
            }
        }
        return object;
    }

    private void put(ObjectNode object, String key) {
        if (object.has(key)) {
            throw new InputException("the key " + MessageText.quote(key) + " stands in it twice");
        }
        object.set(key, value());
    }

    /** The value that begins here, as far as the allowance reaches. */
    private JsonNode value() {
        spend(COST_OF_A_VALUE);
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                ObjectNode object = NODES.objectNode();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String key = parser.currentName();
                    spend(key.length());
                    parser.nextToken();
                    put(object, key);
                }
                yield object;
            }
            case START_ARRAY -> {
                ArrayNode array = NODES.arrayNode();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    array.add(value());
                }
                yield array;
            }
            case VALUE_STRING -> {
                spend(parser.getStringLength());
                yield NODES.stringNode(parser.getString());
            }
            case VALUE_NUMBER_INT -> {
                spend(parser.getStringLength());
                yield switch (parser.getNumberType()) {
                    case INT -> NODES.numberNode(parser.getIntValue());
                    case LONG -> NODES.numberNode(parser.getLongValue());
                    default -> NODES.numberNode(parser.getBigIntegerValue());
                };
            }
            case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
            case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(parser.getBooleanValue());
            default -> NODES.nullNode();
        };
    }

    private void spend(int cost) {
        allowance -= cost;
        if (allowance < 0) {
            throw new InputException("its data is longer than " + (LARGEST_PIECE >> 20)
                    + " million characters; an image must be a file of its own");
        }
    }
}
