package io.millsight.evaluation.report;

import java.util.List;

/** Images that are shown together under a title. */
public record CaseGroup(String title, List<ExampleCase> cases) {

    public CaseGroup {
        cases = List.copyOf(cases);
    }
}
