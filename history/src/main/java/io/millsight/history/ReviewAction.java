package io.millsight.history;

/** What a person says about an inspection. */
public enum ReviewAction {
    /** The counting boxes are right. */
    ACCEPT(ReviewState.ACCEPTED),
    /** The boxes of the review are right. */
    CORRECT(ReviewState.CORRECTED),
    /** There is no defect. */
    CLEAN(ReviewState.CLEAN),
    /** The picture is of no use and teaches nothing. */
    REJECT(ReviewState.REJECTED);

    private final ReviewState state;

    ReviewAction(ReviewState state) {
        this.state = state;
    }

    /** Returns the state of an inspection after the action. */
    public ReviewState state() {
        return state;
    }
}
