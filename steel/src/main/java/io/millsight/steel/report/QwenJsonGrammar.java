package io.millsight.steel.report;

import io.millsight.steel.DefectType;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.io.JsonStringEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Qwen2.5-VL's grounding format, {@code [{"bbox_2d":[x1,y1,x2,y2],"label":"…"}]}, with or without a {@code ```json}
 * fence. Of a truncated list, the complete members are kept.
 */
final class QwenJsonGrammar implements Grammar {

    private static final ReportTemplate FORM =
            ReportTemplate.of("[]", "[", "{\"bbox_2d\":[<x1>,<y1>,<x2>,<y2>],\"label\":\"<type>\"}", ",", "]");

    private static final JsonMapper JSON = JsonMapper.shared();

    @Override
    public ReportTemplate form() {
        return FORM;
    }

    @Override
    public String spell(String words) {
        return new String(JsonStringEncoder.getInstance().quoteAsCharArray(words));
    }

    @Override
    public Reading read(String text) {
        String list = withoutFence(text);
        int offset = text.indexOf(list);
        List<Statement> statements = new ArrayList<>();
        List<TextSpan> spans = new ArrayList<>();
        List<ReportProblem> problems = new ArrayList<>();
        int start = list.indexOf('[');
        if (start < 0) {
            GrammarText.addLeftover(text, problems);
            return new Reading(List.of(), List.of(), false, problems);
        }
        GrammarText.addLeftover(list.substring(0, start), problems);
        int end = readMembers(list, start + 1, statements, spans, problems);
        GrammarText.addLeftover(list.substring(end), problems);
        boolean clean = statements.isEmpty() && problems.isEmpty();
        List<TextSpan> inText = spans.stream()
                .map(span -> new TextSpan(offset + span.start(), offset + span.end()))
                .toList();
        return new Reading(statements, inText, clean, problems);
    }

    /** Reads members up to the closing bracket or the end of the text. Returns the end of the list. */
    private static int readMembers(
            String list, int start, List<Statement> statements, List<TextSpan> spans, List<ReportProblem> problems) {
        int at = start;
        while (at < list.length()) {
            char next = list.charAt(at);
            if (next == ']') {
                return at + 1;
            } else if (next == '{') {
                int end = endOfObject(list, at);
                if (end < 0) {
                    break;
                }
                if (readMember(list.substring(at, end), statements, problems)) {
                    spans.add(new TextSpan(at, end));
                }
                at = end;
            } else if (next == ',' || Character.isWhitespace(next)) {
                at++;
            } else {
                return at;
            }
        }
        problems.add(new ReportProblem(ReportProblem.Kind.TRUNCATED, GrammarText.shorten(list.substring(at))));
        return list.length();
    }

    /** Returns the position after the brace that closes the one at {@code start}, or -1. */
    private static int endOfObject(String list, int start) {
        int depth = 0;
        boolean quoted = false;
        for (int i = start; i < list.length(); i++) {
            char c = list.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    /** Reads one member. Returns false if it is malformed. */
    private static boolean readMember(String object, List<Statement> statements, List<ReportProblem> problems) {
        JsonNode node;
        try {
            node = JSON.readTree(object);
        } catch (JacksonException e) {
            problems.add(new ReportProblem(ReportProblem.Kind.MALFORMED, GrammarText.shorten(object)));
            return false;
        }
        JsonNode box = node.path("bbox_2d");
        JsonNode label = node.path("label");
        boolean numbers = box.isArray() && box.size() == 4 && box.valueStream().allMatch(JsonNode::isNumber);
        if (!numbers || !label.isString()) {
            problems.add(new ReportProblem(ReportProblem.Kind.MALFORMED, GrammarText.shorten(object)));
            return false;
        }
        statements.add(new Statement(
                label.stringValue(),
                new TextBox(
                        box.get(0).doubleValue(),
                        box.get(1).doubleValue(),
                        box.get(2).doubleValue(),
                        box.get(3).doubleValue())));
        return true;
    }

    private static String withoutFence(String text) {
        String stripped = text.strip();
        if (!stripped.startsWith("```")) {
            return stripped;
        }
        String body = stripped.substring(3);
        body = body.startsWith("json") ? body.substring(4) : body;
        return body.endsWith("```") ? body.substring(0, body.length() - 3) : body;
    }

    @Override
    public String prompt(List<DefectType> types) {
        return "Locate every defect on this steel surface and report the boxes as JSON with bbox_2d and label. The labels are "
                + GrammarText.list(types) + ".";
    }
}
