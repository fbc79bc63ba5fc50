package io.millsight.tuning;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Says which modules an adapter goes on, by PEFT's rules. Module names are those of transformers since 4.52: {@code
 * model.language_model.layers.0.self_attn.q_proj}, {@code model.visual.blocks.0.mlp.gate_proj}.
 */
public sealed interface ModuleSelector {

    /** PEFT's word for every linear layer but the output head. */
    String ALL_LINEAR = "all-linear";

    boolean matches(String module);

    /**
     * A list of names: a module matches if it equals one, or ends with a dot and one.
     *
     * @param names such as {@code q_proj}
     */
    record Names(List<String> names) implements ModuleSelector {

        public Names {
            names = List.copyOf(names);
        }

        @Override
        public boolean matches(String module) {
            return names.stream().anyMatch(name -> module.equals(name) || module.endsWith("." + name));
        }
    }

    /**
     * A regular expression that has to match the whole name.
     *
     * @param regex such as {@code .*language_model.*(q|v)_proj}
     */
    record Expression(String regex) implements ModuleSelector {

        public Expression {
            try {
                Pattern.compile(regex);
            } catch (PatternSyntaxException e) {
                throw new AdapterException(
                        "target_modules: \"" + regex + "\" is no regular expression: " + e.getDescription(), e);
            }
        }

        @Override
        public boolean matches(String module) {
            return module.matches(regex);
        }
    }

    /** Every linear layer. */
    record AllLinear() implements ModuleSelector {

        @Override
        public boolean matches(String module) {
            return true;
        }
    }

    /**
     * Reads the form of a single text: {@value #ALL_LINEAR}, or a regular expression.
     *
     * @throws AdapterException if it is no regular expression
     */
    static ModuleSelector parse(String text) {
        return text.equals(ALL_LINEAR) ? new AllLinear() : new Expression(text);
    }
}
