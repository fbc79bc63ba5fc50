package io.millsight.adapter.lora;

import io.millsight.adapter.peft.AdapterException;
import java.util.List;

/**
 * Says which modules an adapter goes on, by PEFT's rules. The names may be those of transformers since 4.52, {@code
 * model.language_model.layers.0.self_attn.q_proj} and {@code model.visual.blocks.0.mlp.gate_proj}, or those before.
 */
public sealed interface ModuleSelector {

    /** PEFT's word for every linear layer but the output head. */
    String ALL_LINEAR = "all-linear";

    /** The setting that an expression is for, in messages; {@code exclude_modules} is its counterpart. */
    String KEY = "target_modules";

    /** Whether a module of this name is meant. */
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
            new ModuleExpression(KEY, regex);
        }

        @Override
        public boolean matches(String module) {
            return new ModuleExpression(KEY, regex).matches(module);
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
        return text.equalsIgnoreCase(ALL_LINEAR) ? new AllLinear() : new Expression(text);
    }
}
