package io.millsight.history;

import java.util.Optional;

/** Which inspection answered which task of Label Studio last, so that what people say there becomes a review of it. */
public final class LabelTasks {

    private final Database database;

    LabelTasks(Database database) {
        this.database = database;
    }

    /**
     * Remembers the inspection of a task.
     *
     * @param project the number of the project
     * @param task the number of the task
     */
    public void put(String project, String task, String inspection) {
        database.write(handle -> handle.createUpdate("""
                        insert into label_task (project, task, inspection) values (:project, :task, :inspection)
                        on conflict (project, task) do update set inspection = excluded.inspection""")
                .bind("project", project)
                .bind("task", task)
                .bind("inspection", inspection)
                .execute());
    }

    /** Returns the last inspection of a task; empty if there is none. */
    public Optional<StoredInspection> find(String project, String task) {
        return database.read(handle -> handle.createQuery(
                        "select inspection from label_task where project = :project and task = :task")
                .bind("project", project)
                .bind("task", task)
                .mapTo(String.class)
                .findOne()
                .flatMap(id -> Inspections.find(handle, id)));
    }
}
