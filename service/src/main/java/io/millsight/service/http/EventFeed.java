package io.millsight.service.http;

import io.millsight.history.History;
import io.millsight.history.HistoryUnavailableException;
import io.millsight.history.RecordEvent;
import io.millsight.history.RecordEvents;
import io.millsight.service.threads.RepeatingThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells clients what happens to the records, on whichever server. One thread reads the database every second and serves all clients, which are
 * written to without waiting.
 *
 * <p>How none is missed and none is sent twice: each round reads again a little of what was read before, because a record of another server may come
 * late, and leaves out what is known. A new client first gets what is known and came after its own last event.
 *
 * <p>Safe for use by several threads.
 */
public final class EventFeed implements AutoCloseable {

    /** So many clients may listen at the same time. */
    static final int MOST_CLIENTS = 32;

    private static final Duration ROUND = Duration.ofSeconds(1);

    /** Events that are read together. */
    private static final int PAGE = 500;

    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

    private final RecordEvents events;
    private final RepeatingThread thread = new RepeatingThread("events", ROUND, ROUND, this::round);

    /** All clients with the event after which they go on; the empty text once they have got all that is known. */
    private final Map<EventClient, String> clients = new LinkedHashMap<>();

    /** Events that were read and would be read again. */
    private final Set<String> known = new HashSet<>();

    /** The greatest event that was read; null while nobody listens. */
    private @Nullable String position;

    /** Creates a feed that sends nothing before {@link #start}. */
    public EventFeed(History history) {
        events = history.events();
    }

    /** Begins to look for events, whenever somebody listens. */
    public void start() {
        thread.start();
    }

    /**
     * Adds a client; it is forgotten when it has ended.
     *
     * @throws ProblemException if too many clients listen, or the service is ending
     */
    void add(EventClient client) {
        String last = client.lastId();
        String from = last == null ? events.now() : events.overlap(last);
        synchronized (clients) {
            if (thread.isEnding()) {
                throw new ProblemException(503, "draining", "the service is ending").retryAfter(5);
            }
            if (clients.size() >= MOST_CLIENTS) {
                throw new ProblemException(
                                429, "too_many_listeners", MOST_CLIENTS + " clients listen already; close one of them")
                        .retryAfter(30);
            }
            clients.put(client, from);
        }
        CompletableFuture<?> unused = client.ended().thenRun(() -> forget(client));
    }

    private void forget(EventClient client) {
        synchronized (clients) {
            clients.remove(client);
        }
    }

    private Map<EventClient, String> clients() {
        synchronized (clients) {
            return new LinkedHashMap<>(clients);
        }
    }

    private void round() {
        Map<EventClient, String> now = clients();
        try {
            if (now.isEmpty()) {
                position = null;
                known.clear();
            } else {
                serve(now);
            }
        } catch (HistoryUnavailableException e) {
            LOG.debug("the database does not answer; events wait for it", e);
        } catch (RuntimeException e) { // the next round tries again
            LOG.error("events cannot be sent", e);
        }
        now.keySet().forEach(EventClient::keepAlive);
    }

    private void serve(Map<EventClient, String> now) {
        if (position == null) {
            position = events.now();
        }
        String begin = events.overlap(position);
        known.removeIf(id -> id.compareTo(begin) <= 0);
        List<Message> fresh = read(begin);
        for (Map.Entry<EventClient, String> entry : now.entrySet()) {
            EventClient client = entry.getKey();
            if (!client.isAllowed()) {
                client.end();
            } else if (entry.getValue().isEmpty()) {
                fresh.forEach(message -> message.sendTo(client));
            } else if (client.hasTakenAll()) {
                catchUp(client, entry.getValue(), begin);
            }
        }
    }

    /** Reads the events after one, and returns those that were not known. */
    private List<Message> read(String begin) {
        List<Message> fresh = new ArrayList<>();
        String last = begin;
        List<RecordEvent> page;
        do {
            page = events.after(last, PAGE);
            for (RecordEvent event : page) {
                last = event.id();
                if (known.add(last)) {
                    fresh.add(Message.of(event));
                }
            }
        } while (page.size() == PAGE);
        if (position == null || last.compareTo(position) > 0) {
            position = last;
        }
        return fresh;
    }

    /**
     * Sends a client some of the events that are known. Those that have been stored since the reading of this round are left to the next one.
     *
     * @param from the event after which the client goes on
     * @param begin all events up to this one are known
     */
    private void catchUp(EventClient client, String from, String begin) {
        List<RecordEvent> page = events.after(from, PAGE);
        boolean isLast = page.size() < PAGE;
        String last = from;
        for (RecordEvent event : page) {
            boolean isKnown = event.id().compareTo(begin) <= 0 || known.contains(event.id());
            if (!isKnown && !isLast) {
                break;
            }
            if (isKnown && !event.id().equals(client.lastId())) {
                Message.of(event).sendTo(client);
            }
            last = event.id();
        }
        synchronized (clients) {
            clients.replace(client, isLast ? "" : last);
        }
    }

    /** Ends all answers. */
    @Override
    public void close() {
        thread.close();
        clients().keySet().forEach(EventClient::end);
    }

    /** An event as clients get it. */
    private record Message(String id, String name, @Nullable String line, String data) {

        static Message of(RecordEvent event) {
            String name = event instanceof RecordEvent.Inspected
                    ? "inspection"
                    : event instanceof RecordEvent.Reviewed ? "review" : "deployment";
            return new Message(
                    event.id(), name, event.line(), RecordJson.event(event).toString());
        }

        /** Sends the event, unless the client listens to another line. A change of the model concerns all lines. */
        void sendTo(EventClient client) {
            if (client.line() == null
                    || name.equals("deployment")
                    || client.line().equals(line)) {
                client.send(id, name, data);
            }
        }
    }
}
