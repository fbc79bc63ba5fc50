package io.millsight.history;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** What shadow models answered, beside the answers that hold. */
public final class ShadowAnswers {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Database database;
    private final Clock clock;

    ShadowAnswers(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * The answers of a shadow model beside those that hold.
     *
     * @param images that both answered
     * @param sameVerdict how many of them got the same verdict
     * @param byVerdicts the number of images by both verdicts: {@code "clean defects"} where the active model said clean
     */
    public record Summary(long images, long sameVerdict, Map<String, Long> byVerdicts) {}

    /** Stores an answer about an inspected image. */
    public void add(String inspection, String deployment, ModelAnswer answer) {
        List<Map<String, Object>> defects = answer.defects().stream()
                .<Map<String, Object>>map(defect -> new TreeMap<>(Map.of(
                        "type",
                        defect.type().name(),
                        "box",
                        List.of(
                                defect.box().xMin(),
                                defect.box().yMin(),
                                defect.box().xMax(),
                                defect.box().yMax()),
                        "score",
                        defect.score(),
                        "said",
                        defect.said())))
                .toList();
        database.write(handle -> handle.createUpdate("""
                        insert into shadow_answer (inspection, deployment, at, verdict, defects)
                        values (:inspection, :deployment, :now, :verdict, :defects)
                        on conflict (inspection, deployment) do nothing""")
                .bind("inspection", inspection)
                .bind("deployment", deployment)
                .bind("now", clock.millis())
                .bind("verdict", Rows.word(answer.verdict()))
                .bind("defects", JSON.writeValueAsString(defects))
                .execute());
    }

    /** Compares the answers of a shadow model with those that hold: the answers of its running deployments, on all servers. */
    public Summary summary() {
        return database.read(handle -> {
            Map<String, Long> byVerdicts = new TreeMap<>();
            handle.createQuery("""
                            select i.verdict as active, s.verdict as shadow, count(*) as number
                            from shadow_answer s join inspection i on i.id = s.inspection
                            join deployment d on d.id = s.deployment
                            where d.mode = 'shadow' and d.to_at is null group by i.verdict, s.verdict""")
                    .map((row, context) ->
                            Map.entry(row.getString("active") + " " + row.getString("shadow"), row.getLong("number")))
                    .forEach(count -> byVerdicts.put(count.getKey(), count.getValue()));
            long same = 0;
            long images = 0;
            for (Map.Entry<String, Long> count : byVerdicts.entrySet()) {
                String[] verdicts = count.getKey().split(" ", -1);
                images += count.getValue();
                same += verdicts[0].equals(verdicts[1]) ? count.getValue() : 0;
            }
            return new Summary(images, same, byVerdicts);
        });
    }
}
