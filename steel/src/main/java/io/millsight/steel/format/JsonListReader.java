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
 * Reads lists in untrusted JSON files element by element. A list may be larger than the memory, because only one
 * element with the requested keys is held at a time.
 *
 * <p>The caller puts the file's name in front of error messages.
 */
public final class JsonListReader {

    /** Name of a list that is the whole file. */
    public static final String WHOLE_FILE = "";

    /** COCO's training file with boxes and outlines has 450 MB. */
    private static final long MAX_BYTES = 1L << 30;

    /** Limit in characters. An answer about one image has a few hundred. */
    private static final int LARGEST_PIECE = 4 << 20;

    private static final int COST_OF_A_VALUE = 16;

    /**
     * Accepts NaN and Infinity, which are not JSON but are written by Python. The error message can then name their
     * place.
     */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Receives the elements of lists in the order of the file. */
    @FunctionalInterface
    public interface Visitor {

        /**
         * Receives one element.
         *
         * @param list key of the list in the file's object, or {@link #WHOLE_FILE}
         * @param number number of the element, from 1
         * @param piece the element; of an object only the requested keys
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
     * Reads the elements of lists.
     *
     * @param file the file
     * @param wanted the lists and, for each list, the requested keys of its objects
     * @param visitor receives the elements
     * @return the lists that the file contains
     * @throws InputException if the file is unreadable, malformed or too large for the memory
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

    /** Returns a value as JSON for messages, shortened if needed. */
    public static String show(JsonNode value) {
        return MessageText.excerpt(JSON.writeValueAsString(value));
    }

    /** Parses a line of text as one value. */
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

    /** Opens a parser for a regular file of limited size. */
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

    /** Reads the current object with the given keys only. */
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

    /** Reads the current value within the size limit. */
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
