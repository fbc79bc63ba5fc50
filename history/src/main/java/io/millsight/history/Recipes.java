package io.millsight.history;

import io.millsight.steel.DefectType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The recipes. Revisions are added, never changed; the newest one of a recipe decides about new inspections. */
public final class Recipes {

    private static final String NEWEST =
            "select * from recipe r where revision = (select max(revision) from recipe where id = r.id) ";

    private final Database database;
    private final AuditLog audit;
    private final Clock clock;

    Recipes(Database database, AuditLog audit, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
    }

    /** Stores the first revision of the default recipe, unless it is there. */
    void addDefault() {
        database.write(handle -> handle.createUpdate("""
                        insert into recipe (id, revision, product, reason, by_token, by_name, at)
                        values (:id, 1, null, 'first start', :token, :name, :now) on conflict (id, revision) do nothing""")
                .bind("id", Recipe.DEFAULT)
                .bind("token", Actor.PROGRAM.id())
                .bind("name", Actor.PROGRAM.name())
                .bind("now", clock.millis())
                .execute());
    }

    /** Stores a revision, if nobody else was faster. */
    public RecipeResult save(NewRecipe recipe, Actor actor) {
        return database.write(handle -> {
            Recipe former = newest(handle, recipe.recipe()).orElse(null);
            int revision = former == null ? 0 : former.revision().number();
            if (revision != recipe.basedOn()) {
                return new RecipeResult.Changed(revision);
            }
            Optional<Recipe> rival = forProduct(handle, recipe.product())
                    .filter(other -> !other.revision().recipe().equals(recipe.recipe()));
            if (rival.isPresent()) {
                return new RecipeResult.ProductTaken(rival.get().revision().recipe());
            }
            insert(handle, recipe, actor);
            Recipe saved = newest(handle, recipe.recipe()).orElseThrow();
            audit.append(
                    handle,
                    new AuditLog.Event(
                            actor, "recipe", recipe.recipe(), former == null ? null : words(former), words(saved)));
            return new RecipeResult.Saved(saved);
        });
    }

    private static String words(Recipe recipe) {
        Map<String, String> rules = new TreeMap<>();
        recipe.rules()
                .byType()
                .forEach((type, rule) -> rules.put(
                        type.name(),
                        (rule.threshold() == null ? "" : String.format(Locale.ROOT, "%.3f ", rule.threshold()))
                                + Rows.word(rule.disposition())));
        return recipe.revision() + ": " + recipe.reason() + " " + rules;
    }

    private void insert(Handle handle, NewRecipe recipe, Actor actor) {
        handle.createUpdate("""
                        insert into recipe (id, revision, product, reason, by_token, by_name, at)
                        values (:id, :revision, :product, :reason, :token, :name, :now)""")
                .bind("id", recipe.recipe())
                .bind("revision", recipe.basedOn() + 1)
                .bind("product", recipe.product())
                .bind("reason", recipe.reason())
                .bind("token", actor.id())
                .bind("name", actor.name())
                .bind("now", clock.millis())
                .execute();
        recipe.rules()
                .byType()
                .forEach((type, rule) -> handle.createUpdate("""
                        insert into recipe_rule (recipe, revision, type, threshold, disposition)
                        values (:recipe, :revision, :type, :threshold, :disposition)""")
                        .bind("recipe", recipe.recipe())
                        .bind("revision", recipe.basedOn() + 1)
                        .bind("type", type.name())
                        .bind("threshold", rule.threshold())
                        .bind("disposition", Rows.word(rule.disposition()))
                        .execute());
    }

    /** Returns the recipe that decides about a product now: its own one, or else the default one. */
    public Recipe of(@Nullable String product) {
        return database.read(handle -> forProduct(handle, product)
                .or(() -> newest(handle, Recipe.DEFAULT))
                .orElseThrow());
    }

    /** Returns the newest revision of each recipe, by identifier. */
    public List<Recipe> newest() {
        return database.read(handle -> handle.createQuery(NEWEST + "order by id")
                .map((row, context) -> recipe(handle, row))
                .list());
    }

    /** Returns all revisions of a recipe, the newest first. */
    public List<Recipe> revisions(String recipe) {
        return database.read(handle -> handle.createQuery("select * from recipe where id = :id order by revision desc")
                .bind("id", recipe)
                .map((row, context) -> recipe(handle, row))
                .list());
    }

    private static Optional<Recipe> forProduct(Handle handle, @Nullable String product) {
        return product == null
                ? Optional.empty()
                : handle.createQuery(NEWEST + "and product = :product")
                        .bind("product", product)
                        .map((row, context) -> recipe(handle, row))
                        .findFirst();
    }

    private static Optional<Recipe> newest(Handle handle, String recipe) {
        return handle.createQuery("select * from recipe where id = :id order by revision desc limit 1")
                .bind("id", recipe)
                .map((row, context) -> recipe(handle, row))
                .findOne();
    }

    static Optional<Recipe> find(Handle handle, RecipeRevision revision) {
        return handle.createQuery("select * from recipe where id = :id and revision = :revision")
                .bind("id", revision.recipe())
                .bind("revision", revision.number())
                .map((row, context) -> recipe(handle, row))
                .findOne();
    }

    private static Recipe recipe(Handle handle, ResultSet row) throws SQLException {
        RecipeRevision revision = new RecipeRevision(row.getString("id"), row.getInt("revision"));
        return new Recipe(
                revision,
                row.getString("product"),
                rules(handle, revision),
                row.getString("reason"),
                row.getString("by_name"),
                Rows.time(row, "at"));
    }

    private static RecipeRules rules(Handle handle, RecipeRevision revision) {
        Map<DefectType, RecipeRules.Rule> rules = new HashMap<>();
        handle.createQuery("select * from recipe_rule where recipe = :recipe and revision = :revision")
                .bind("recipe", revision.recipe())
                .bind("revision", revision.number())
                .map((row, context) -> Map.entry(
                        new DefectType(row.getString("type")),
                        new RecipeRules.Rule(
                                Rows.optionalDouble(row, "threshold"),
                                Rows.constant(Disposition.class, row, "disposition"))))
                .forEach(rule -> rules.put(rule.getKey(), rule.getValue()));
        return new RecipeRules(rules);
    }
}
