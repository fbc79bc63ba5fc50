package io.millsight.detect.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of a pickle that is not a number, text, truth value or null. It is inert: a name stays a name, and a call is a record of what would be
 * called. Nodes may refer to themselves; they are compared by identity.
 */
final class PickleNode {

    /** What a node stands for. */
    enum Kind {
        /** A list, set or tuple. */
        SEQUENCE,
        /** A dictionary. */
        MAPPING,
        /** The name of a function or a class. */
        NAME,
        /** A call of a function or a class, which is never made. */
        CALL,
        /** A reference to data outside of the pickle. */
        PERSISTENT
    }

    /** A key of a dictionary with its value. */
    record Entry(@Nullable Object key, @Nullable Object value) {}

    private final Kind kind;
    private final String name;
    private final List<@Nullable Object> items;
    private final List<Entry> entries = new ArrayList<>();
    private @Nullable Object state;

    private PickleNode(Kind kind, String name, List<@Nullable Object> items) {
        this.kind = kind;
        this.name = name;
        this.items = items;
    }

    static PickleNode sequence(List<@Nullable Object> items) {
        return new PickleNode(Kind.SEQUENCE, "", items);
    }

    static PickleNode mapping() {
        return new PickleNode(Kind.MAPPING, "", new ArrayList<>());
    }

    static PickleNode name(String name) {
        return new PickleNode(Kind.NAME, name, new ArrayList<>());
    }

    static PickleNode call(@Nullable Object function, @Nullable Object arguments) {
        String name = function instanceof PickleNode node && node.kind == Kind.NAME ? node.name : "";
        return new PickleNode(
                Kind.CALL,
                name,
                arguments instanceof PickleNode node && node.kind == Kind.SEQUENCE ? node.items : new ArrayList<>());
    }

    static PickleNode persistent(@Nullable Object id) {
        return new PickleNode(
                Kind.PERSISTENT,
                "",
                id instanceof PickleNode node && node.kind == Kind.SEQUENCE ? node.items : new ArrayList<>());
    }

    Kind kind() {
        return kind;
    }

    /** Returns the name, or the name of the called function; empty for others. */
    String name() {
        return name;
    }

    /** Returns the items of a sequence, the arguments of a call or the parts of a reference. */
    List<@Nullable Object> items() {
        return items;
    }

    /** Returns an item, or null if there are not as many. */
    @Nullable
    Object item(int index) {
        return index < items.size() ? items.get(index) : null;
    }

    /** Returns the entries of a dictionary, also of one that a call makes. */
    List<Entry> entries() {
        return entries;
    }

    /** Returns the value of a text key, or null. */
    @Nullable
    Object value(String key) {
        return entries.stream()
                .filter(entry -> Objects.equals(key, entry.key() instanceof String text ? text : null))
                .map(Entry::value)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Returns what an object would be filled with, or null. */
    @Nullable
    Object state() {
        return state;
    }

    void setState(@Nullable Object state) {
        this.state = state;
    }
}
