package io.millsight.service.http;

import io.javalin.http.Context;
import io.millsight.history.Deployment;
import io.millsight.history.History;
import io.millsight.history.NewRecipe;
import io.millsight.history.Recipe;
import io.millsight.history.RecipeResult;
import io.millsight.history.RecipeRules;
import io.millsight.service.intake.ServiceParts;
import io.millsight.service.recipes.ReviewedScores;
import io.millsight.service.recipes.ThresholdPreview;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Routes of recipes: which there are, what thresholds would have done, and a new revision. */
final class RecipeRoutes {

    private final ServiceParts parts;

    /** Reading all scores takes longer than counting, and a slider asks many times a second. */
    private volatile @Nullable Loaded loaded;

    private record Loaded(String deployment, long reviews, ReviewedScores scores) {}

    /** The body of a preview. */
    private record PreviewBody(
            @Nullable String product, @Nullable Map<String, RecipeBody.@Nullable Rule> rules) {}

    RecipeRoutes(ServiceParts parts) {
        this.parts = parts;
    }

    /** Lists the newest revision of each recipe, or all revisions of one. */
    void list(Context context) {
        String id = context.queryParam("id");
        List<Recipe> recipes = id == null
                ? parts.history().recipes().newest()
                : parts.history().recipes().revisions(id);
        context.json(RecordJson.items(recipes, RecipeRoutes::json));
    }

    void save(Context context) {
        NewRecipe recipe = JsonBody.read(context, RecipeBody.class)
                .recipe(deployment().model().types());
        RecipeResult result = parts.history().recipes().save(recipe, Caller.actor(context));
        if (result instanceof RecipeResult.Saved saved) {
            context.status(201).json(json(saved.recipe()));
        } else if (result instanceof RecipeResult.Changed changed) {
            throw new ProblemException(
                            412,
                            "changed",
                            changed.revision() == 0
                                    ? "there is no such recipe; leave based_on out to make it"
                                    : "the newest revision is " + changed.revision() + "; look at it first")
                    .member("revision", changed.revision());
        } else if (result instanceof RecipeResult.ProductTaken taken) {
            throw new ProblemException(
                            409, "product_taken", "the product has the recipe " + taken.recipe() + "; change that one")
                    .member("recipe", taken.recipe());
        }
    }

    private Deployment deployment() {
        return parts.model().deployment().orElseThrow(ProblemException::starting);
    }

    void preview(Context context) {
        PreviewBody body = JsonBody.read(context, PreviewBody.class);
        Deployment deployment = deployment();
        RecipeRules rules = body.rules == null
                ? RecipeRules.NONE
                : RecipeBody.rules(body.rules, deployment.model().types());
        double ofModel = deployment.settings().threshold();
        context.json(json(scores(deployment).preview(body.product, rules, ofModel), ofModel));
    }

    private ReviewedScores scores(Deployment deployment) {
        History history = parts.history();
        long reviews = history.reviews().count();
        Loaded known = loaded;
        if (known != null && known.deployment.equals(deployment.id()) && known.reviews == reviews) {
            return known.scores;
        }
        ReviewedScores scores = ReviewedScores.of(history.reviews().answers(deployment.id()));
        loaded = new Loaded(deployment.id(), reviews, scores);
        return scores;
    }

    private static ObjectNode json(Recipe recipe) {
        ObjectNode node = RecordJson.object();
        node.put("id", recipe.revision().recipe());
        node.put("revision", recipe.revision().number());
        node.put("product", recipe.product());
        ObjectNode rules = node.putObject("rules");
        recipe.rules().byType().entrySet().stream()
                .sorted(Comparator.comparing(rule -> rule.getKey().name()))
                .forEach(rule -> rules.putObject(rule.getKey().name())
                        .put("threshold", rule.getValue().threshold())
                        .put("disposition", rule.getValue().disposition().name()));
        node.put("reason", recipe.reason());
        node.put("by", recipe.by());
        node.put("at", recipe.at().toString());
        return node;
    }

    private static ObjectNode json(ThresholdPreview preview, double ofModel) {
        ObjectNode node = RecordJson.object();
        node.put("model_threshold", ofModel);
        ThresholdPreview.Images images = preview.images();
        node.putObject("images")
                .put("all", images.all())
                .put("undetermined", images.undetermined())
                .put("held", images.held())
                .put("passed_with_defects", images.passedWithDefects())
                .put("held_without_defects", images.heldWithoutDefects());
        ThresholdPreview.Coils coils = preview.coils();
        node.putObject("coils")
                .put("all", coils.all())
                .put("held", coils.held())
                .put("rejected", coils.rejected());
        ArrayNode types = node.putArray("types");
        for (ThresholdPreview.TypeFigures figures : preview.types()) {
            ObjectNode type = types.addObject();
            type.put("type", figures.type().name());
            type.put("boxes", figures.boxes().positives());
            type.put("escapes", figures.boxes().falseNegatives());
            type.put("overkill", figures.boxes().falsePositives());
            type.put("f1", figures.boxes().f1());
            type.put("held_coils", figures.heldCoils());
            ArrayNode hits = type.putArray("hits");
            figures.hits().forEach(hits::add);
            ArrayNode falseAlarms = type.putArray("false_alarms");
            figures.falseAlarms().forEach(falseAlarms::add);
        }
        return node;
    }
}
