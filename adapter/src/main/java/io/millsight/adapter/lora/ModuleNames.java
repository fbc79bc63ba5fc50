package io.millsight.adapter.lora;

import io.millsight.qwen.checkpoint.TensorNames;
import java.util.Collection;
import java.util.function.Predicate;

/** The two schemes by which releases of transformers name the modules of a model. In this program modules have their new names. */
enum ModuleNames {

    /** Since transformers 4.52: {@code model.language_model.layers.0.self_attn.q_proj}, {@code model.visual.blocks.0.mlp.gate_proj}. */
    NEW,

    /** Before: {@code model.layers.0.self_attn.q_proj}, {@code visual.blocks.0.mlp.gate_proj}. */
    OLD;

    /** A module's name in this scheme. */
    String of(String module) {
        return this == NEW ? module : TensorNames.toOld(module);
    }

    /** The other scheme. */
    ModuleNames other() {
        return this == NEW ? OLD : NEW;
    }

    /**
     * The scheme in which a text of a configuration is meant: this one, unless it matches no module of the model in it, but one in the other.
     *
     * @param modules by their new names
     * @param matches whether the text matches a name
     */
    ModuleNames meantBy(Predicate<String> matches, Collection<String> modules) {
        boolean here = modules.stream().map(this::of).anyMatch(matches);
        boolean there = !here && modules.stream().map(other()::of).anyMatch(matches);
        return there ? other() : this;
    }
}
