package io.millsight.adapter.lora;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where an adapter goes on a certain model, and how wide and how strong it is there: a {@link LoraConfig} read with the names of the model's modules,
 * by PEFT's rules. The texts of a configuration may use either scheme of names.
 */
final class LoraSites {

    /** The part of a pattern that PEFT puts before the user's: a module's name matches by its end, too. */
    private static final String ENDS_WITH = "(.*\\.)?(%s)";

    /**
     * One module's correction.
     *
     * @param rank r
     * @param scaling s
     */
    record Site(int rank, double scaling) {}

    /**
     * A value for some modules.
     *
     * @param matches whether a module, by its new name, is one of them
     */
    private record Rule<T>(Predicate<String> matches, T value) {}

    private LoraSites() {}

    /**
     * Reads a configuration with the names of a model's modules.
     *
     * @param modules all linear layers of the model, by their new names
     * @param names the scheme in which the configuration was probably written
     * @return the sites by module, in the order of the modules; empty if none matches
     */
    static Map<String, Site> of(LoraConfig config, Collection<String> modules, ModuleNames names) {
        Predicate<String> targeted = matcher(config.targetModules(), modules, names);
        Predicate<String> excluded = matcher(config.excludeModules(), modules, names);
        List<Rule<Integer>> ranks = rules("rank_pattern", config.rankPattern(), modules, names);
        List<Rule<Double>> alphas = rules("alpha_pattern", config.alphaPattern(), modules, names);
        Map<String, Site> sites = new LinkedHashMap<>();
        for (String module : modules) {
            if (targeted.test(module) && !excluded.test(module)) {
                int rank = first(ranks, module, config.rank());
                double alpha = first(alphas, module, config.alpha());
                sites.put(module, new Site(rank, alpha / (config.rankStabilized() ? Math.sqrt(rank) : rank)));
            }
        }
        return sites;
    }

    private static Predicate<String> matcher(
            @Nullable ModuleSelector selector, Collection<String> modules, ModuleNames names) {
        if (selector == null) {
            return module -> false;
        }
        Stream<ModuleSelector> parts = selector instanceof ModuleSelector.Names list
                ? list.names().stream().map(name -> new ModuleSelector.Names(List.of(name)))
                : Stream.of(selector);
        return parts.map(part -> matcher(part::matches, modules, names)).reduce(module -> false, Predicate::or);
    }

    private static Predicate<String> matcher(Predicate<String> text, Collection<String> modules, ModuleNames names) {
        ModuleNames meant = names.meantBy(text, modules);
        return module -> text.test(meant.of(module));
    }

    private static <T> List<Rule<T>> rules(
            String key, Map<String, T> patterns, Collection<String> modules, ModuleNames names) {
        List<Rule<T>> rules = new ArrayList<>();
        patterns.forEach((pattern, value) -> {
            ModuleExpression expression = new ModuleExpression(key, pattern, ENDS_WITH);
            rules.add(new Rule<>(matcher(expression::matches, modules, names), value));
        });
        return rules;
    }

    private static <T> T first(List<Rule<T>> rules, String module, T otherwise) {
        return rules.stream()
                .filter(rule -> rule.matches.test(module))
                .map(Rule::value)
                .findFirst()
                .orElse(otherwise);
    }
}
