package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LanesTest {

    @Test
    void keepsTheOrderOfALaneWhileAnotherIsStuck() {
        // Given
        List<Integer> done = new ArrayList<>();
        CountDownLatch stuck = new CountDownLatch(1);
        Lanes<Integer> lanes = new Lanes<>("test", IntakeOptions.perPartition(2, 10), batch -> {
            if (batch.contains(-1)) {
                stuck.await();
            }
            synchronized (done) {
                done.addAll(batch);
            }
        });
        // When
        lanes.add(1, -1);
        IntStream.range(0, 100).forEach(n -> lanes.add(2, n));
        // Then
        List<Integer> inOrder = IntStream.range(0, 100).boxed().toList();
        await().untilAsserted(() -> {
            synchronized (done) {
                assertThat(done).containsExactlyElementsOf(inOrder);
            }
        });
        stuck.countDown();
        await().until(() -> lanes.inFlight() == 0);
        lanes.beginStop();
        lanes.close();
    }

    @Test
    void holdsBackWhenItIsFull() {
        // Given
        CountDownLatch stuck = new CountDownLatch(1);
        IntakeOptions three = IntakeOptions.perPartition(1, 1).withMaxInFlight(3);
        Lanes<Integer> lanes = new Lanes<>("test", three, batch -> stuck.await());
        lanes.add(0, 1);
        lanes.add(0, 2);
        // When
        CompletionStage<Void> third = lanes.add(0, 3);
        // Then
        assertThat(third.toCompletableFuture()).isNotDone();
        stuck.countDown();
        await().until(() -> third.toCompletableFuture().isDone());
        lanes.beginStop();
        lanes.close();
    }

    @Test
    void letsABatchWaitForMore() {
        // Given
        List<List<Integer>> batches = new CopyOnWriteArrayList<>();
        IntakeOptions patient = IntakeOptions.perPartition(1, 10).withLinger(Duration.ofSeconds(3));
        Lanes<Integer> lanes = new Lanes<>("test", patient, batches::add);
        // When
        lanes.add(0, 1);
        lanes.add(0, 2);
        await().until(() -> lanes.inFlight() == 0);
        IntStream.range(0, 10).forEach(n -> lanes.add(1, n));
        await().until(() -> lanes.inFlight() == 0);
        // Then
        assertThat(batches)
                .containsExactly(List.of(1, 2), IntStream.range(0, 10).boxed().toList());
        lanes.beginStop();
        lanes.close();
    }

    @Test
    void beginsNothingNewAfterTheStop() {
        // Given
        List<Integer> done = new ArrayList<>();
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        Lanes<Integer> lanes = new Lanes<>("test", IntakeOptions.perPartition(1, 1), batch -> {
            running.countDown();
            finish.await();
            done.addAll(batch);
        });
        lanes.add(0, 1);
        lanes.add(0, 2);
        await().until(() -> running.getCount() == 0);
        // When
        lanes.beginStop();
        finish.countDown();
        lanes.close();
        // Then
        assertThat(done).containsExactly(1);
    }
}
