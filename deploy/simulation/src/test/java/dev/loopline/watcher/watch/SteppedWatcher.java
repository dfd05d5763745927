package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.path.RootSettings;
import dev.loopline.kit.consume.EventIntakes;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.watcher.adoption.Adoptions;
import dev.loopline.watcher.bookkeeping.RegistryBookkeeping;
import dev.loopline.watcher.bookkeeping.RegistryDoor;
import dev.loopline.watcher.discovery.SessionBook;
import dev.loopline.watcher.home.HomeLease;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.materialization.Materialization;
import dev.loopline.watcher.outbox.OutboxRelay;
import dev.loopline.watcher.register.Demand;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.LoopFacts;
import dev.loopline.watcher.register.LoopInspection;
import dev.loopline.watcher.register.LoopTable;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.registry.Registry;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.reactive.messaging.Message;

/** The watcher without its threads: what {@link WatchLoop} does by itself, in steps. For one thread. */
public final class SteppedWatcher implements AutoCloseable {

    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final Duration ASSUMED = Duration.ofSeconds(30);
    private static final Duration STALLED = Duration.ofMinutes(10);
    private static final Duration STALE = Duration.ofSeconds(30);
    private static final double SHARE_OF_WITHDRAWALS = 0.05;
    private static final int MOST_WITHDRAWALS = 20;

    private final HomeLease lease;
    private final Registry registry;
    private final HomeSurvey surveys;
    private final HomeLoops loops;
    private final Evaluation evaluation;
    private final RecentRows recentRows;
    private final StalledLoops stalled;
    private final Withdrawals withdrawals;
    private final HeldWithdrawals held;
    private final SecondAttempts attempts;
    private final Registrar registrar;
    private final OutboxRelay relay;
    private final Function<Message<byte[]>, CompletionStage<Void>> stage;
    private Survey survey = Survey.NONE;

    /**
     * @param clock of this service
     * @param nanos the monotonic clock
     */
    public SteppedWatcher(
            RootSettings settings, EventIntakes intakes, EventPublisher publisher, Clock clock, LongSupplier nanos)
            throws IOException, SQLException {
        RdAgentHome home = RdAgentHome.open(settings);
        HomeLease.Place place = new HomeLease.Place(home.defaultRegistry(), null);
        lease = HomeLease.take(place, STALE, null, () -> {});
        registry = Registry.open(home.defaultRegistry());
        LoopBook book = new LoopBook();
        book.load(registry.view(LoopTable::content));
        WatchedHome watched = new WatchedHome(home, registry, book, new Adoptions(registry, home.roots()), lease);
        WatchBoard board = new WatchBoard();
        relay = new OutboxRelay(registry, publisher::send, new Materialization(clock)::published);
        registrar = new Registrar(registry, book, new Registrar.Place(home.paths(), "simulated"), clock, () -> {});
        RegistryChanges changes = new RegistryChanges(registry);
        loops = new HomeLoops(book);
        evaluation = new Evaluation(
                loops,
                new LoopInspection(home.paths(), book, registry, new LoopFacts.Waits(QUIET, ASSUMED), nanos),
                registrar,
                board,
                changes::rowsWritten);
        surveys = new HomeSurvey(watched, changes, new SessionBook(Duration.ofHours(24), clock));
        recentRows = new RecentRows(watched, changes, loops, evaluation);
        attempts = new SecondAttempts(registry, book, evaluation, QUIET, nanos);
        stalled = new StalledLoops(registry, evaluation, STALLED, nanos);
        held = new HeldWithdrawals(SHARE_OF_WITHDRAWALS, MOST_WITHDRAWALS, nanos);
        withdrawals = new Withdrawals(watched, registrar, board, held);
        stage = RegistryDoor.open(intakes, new RegistryBookkeeping(registry, book, clock), book);
    }

    public CompletionStage<Void> receive(Message<byte[]> message) {
        return stage.apply(message);
    }

    /** A round through the whole home. */
    public void round() throws SQLException, IOException {
        loops.scanBegins();
        surveys.prepare();
        Survey found = surveys.look();
        boolean changed = found.discovery() != survey.discovery();
        survey = found;
        if (changed) {
            loops.scanned(found.discovery().loops());
            evaluation.keepOnly(loops.keys());
        }
        if (changed || withdrawals.isDue()) {
            withdrawals.look(survey.discovery());
        }
        recentRows.judge(survey);
        List<LoopKey> undecided = changed ? loops.all() : loops.unregistered();
        Deque<LoopKey> toJudge = new ArrayDeque<>(undecided);
        while (!toJudge.isEmpty()) {
            evaluation.judgeSome(toJudge);
        }
        loops.judged(undecided, evaluation.open());
        for (int i = loops.registered().size(); i > 0; i--) {
            evaluation.compare(loops.nextToCompare());
        }
        attempts.look();
        stalled.look();
    }

    /** A person confirms the withdrawals that wait for that. */
    public void confirm() {
        held.confirm(held.waiting().size());
    }

    /** A person asks for a backfill of all loops. */
    public void backfill() throws SQLException {
        for (LoopKey loop : loops.registered()) {
            evaluation.evaluate(loop, Demand.AGAIN);
        }
    }

    /** A commit was noticed. */
    public void recent() throws SQLException {
        recentRows.judge(survey);
    }

    /** Quiet periods may be over. */
    public void due() throws SQLException {
        evaluation.judgeDue();
    }

    /** Publishes what the outbox has. */
    public int relay() throws SQLException {
        return relay.drain();
    }

    /** Loops that are waited for. */
    public Set<LoopKey> open() {
        return evaluation.open();
    }

    /** Whether something is still to be done without anything new in the home. */
    public boolean isBusy() throws SQLException {
        return evaluation.untilDue().isPresent() || attempts.isAnyLeft() || relay.backlog() > 0;
    }

    /** Whether a loop is on its way to AIstock. */
    public boolean isAnyInFlight() throws SQLException {
        return !registry.view(session -> LoopTable.traffic(session, 1))
                .inFlight()
                .isEmpty();
    }

    @Override
    public void close() {
        registrar.close();
        registry.close();
        lease.close();
    }
}
