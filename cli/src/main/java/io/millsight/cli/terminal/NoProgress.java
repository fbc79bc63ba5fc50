package io.millsight.cli.terminal;

/** Progress that nobody wants to see. */
final class NoProgress implements Progress {

    NoProgress() {}

    @Override
    public void advance(long amount) {}

    @Override
    public void note(String note) {}

    @Override
    public void close() {}
}
