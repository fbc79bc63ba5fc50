package io.millsight.adapter.lora;

import io.millsight.adapter.peft.AdapterException;
import io.millsight.files.MessageText;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression from a user's file that has to match the whole name of a module. Matching stops after a bounded number of steps, because some
 * expressions take exponential time.
 */
final class ModuleExpression {

    /** Largest number of character reads for one name. An ordinary expression reads each of some sixty characters a few times. */
    private static final int PATIENCE = 1_000_000;

    private final String key;
    private final String regex;
    private final Pattern pattern;

    /**
     * Compiles an expression that has to match the whole name.
     *
     * @throws AdapterException if it is no regular expression
     */
    ModuleExpression(String key, String regex) {
        this(key, regex, "%s");
    }

    /**
     * Compiles an expression within another.
     *
     * @param key the setting that it stands in, for messages
     * @param regex as the user wrote it
     * @param form what is compiled, with a {@code %s} for the user's expression
     * @throws AdapterException if it is no regular expression
     */
    ModuleExpression(String key, String regex, String form) {
        this.key = key;
        this.regex = regex;
        try {
            Pattern.compile(regex); // alone first: it may not close what the form opens
            this.pattern = Pattern.compile(form.replace("%s", regex));
        } catch (PatternSyntaxException e) {
            throw new AdapterException(
                    key + ": " + MessageText.quote(regex) + " is no regular expression: " + e.getDescription(), e);
        }
    }

    /**
     * Whether it matches the whole name.
     *
     * @throws AdapterException if that takes too long
     */
    boolean matches(String name) {
        try {
            return pattern.matcher(new Counted(name)).matches();
        } catch (TooLong | StackOverflowError e) {
            throw new AdapterException(
                    key + ": the regular expression " + MessageText.quote(regex)
                            + " takes too long to match a module's name; write it without nested repetitions",
                    e);
        }
    }

    private static final class TooLong extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TooLong() {
            super("too many steps");
        }
    }

    /** A text that counts how often it is looked at. */
    private static final class Counted implements CharSequence {

        private final String text;
        private int reads;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++reads > PATIENCE) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
