package io.millsight.history;

/**
 * Who does something.
 *
 * @param id the identifier of a token, or the name of the program
 * @param name for people
 */
public record Actor(String id, String name) {

    /** The program itself. */
    public static final Actor PROGRAM = new Actor("millsight", "millsight");
}
